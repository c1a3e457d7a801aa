// Stands in for Babel's helper in the bundle (wrangler.toml, alias): class fields of mimetext, without core-js.

/** Sets an own, writable, enumerable property and answers the object. */
const defineProperty = <T extends object>(target: T, key: PropertyKey, value: unknown): T => Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
export default defineProperty;
