// The value lists of the knowledge base.

/** `staff`: the desk alone; `client`: the desk and the people of one client; `everyone`: every signed-in person. */
export const ARTICLE_VISIBILITIES = ['staff', 'client', 'everyone'] as const;
export type ArticleVisibility = (typeof ARTICLE_VISIBILITIES)[number];

export const ARTICLE_STATES = ['draft', 'published', 'archived'] as const;
export type ArticleState = (typeof ARTICLE_STATES)[number];

/** `solved`: no request had to be written. */
export const ARTICLE_VERDICTS = ['solved', 'helped', 'not_helped'] as const;
export type ArticleVerdict = (typeof ARTICLE_VERDICTS)[number];
