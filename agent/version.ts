// The version this agent says of itself.
export const AGENT_VERSION = '0.1.0';
