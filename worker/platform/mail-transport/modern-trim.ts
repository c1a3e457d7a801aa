// Stands in for core-js in the bundle (wrangler.toml, alias): mimetext was built for old browsers, and asks 40 KB of it for the one method below.

/** The method that belongs to the value, as core-js hands it out: mimetext calls it on the value itself. */
const trim = (value: string): (() => string) => value.trim;
export default trim;
