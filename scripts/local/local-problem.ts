// A failure of the local platform that a person can act on, told as a sentence instead of a stack.

/** An expected failure; `message` is one or two sentences that say what happened and what to do. */
export class LocalProblem extends Error {
  override name = 'LocalProblem';
}
