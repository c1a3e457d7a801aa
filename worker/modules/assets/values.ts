// The public value lists of assets. They are a contract and never change.

export const ASSET_TYPES = ['desktop', 'laptop', 'server', 'printer', 'network_device', 'mobile_device', 'software', 'other'] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

export const AGENT_STATUSES = ['installing', 'online', 'offline', 'maintenance', 'error'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

export const LIFECYCLES = ['active', 'in_repair', 'retired'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** `none`: an asset without an agent. A `held` machine reports and gets no commands; a `revoked` one may not come back with its key. */
export const ENROLMENTS = ['none', 'held', 'active', 'revoked'] as const;
export type Enrolment = (typeof ENROLMENTS)[number];

export const PLATFORMS = ['windows', 'linux', 'macos'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What a machine reports about itself, class by class; the shapes are those of durable-objects/protocol/inventory.ts. */
export const INVENTORY_CLASSES = ['hardware', 'os', 'software', 'services', 'network', 'security', 'volumes', 'neighbours'] as const;
export type InventoryClass = (typeof INVENTORY_CLASSES)[number];
