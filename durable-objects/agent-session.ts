// One machine's own object.
import { DurableObject } from 'cloudflare:workers';

export class AgentSession extends DurableObject {}
