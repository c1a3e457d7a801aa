// The effects of a real machine, handed to the collectors.
import type { Tools } from './collector.ts';
import { linkOf, listFolder, modifiedAt, readText, spaceOf } from './read-file.ts';
import { followTool, runTool } from './run-tool.ts';

export const realTools: Tools = {
  run: runTool,
  follow: followTool,
  readText,
  list: listFolder,
  linkOf,
  modifiedAt,
  spaceOf,
  now: () => new Date(),
  every: (ms, work) => {
    const timer = setInterval(work, ms).unref();
    return () => clearInterval(timer);
  },
};
