// Stands in for `zod/v4/core` in the bundle (wrangler.toml, alias): whole, it brings the error texts of fifty languages, 60 KiB gzip that nobody reads.
export { toJSONSchema } from 'zod';
