// The gateway to the agents' objects: addressed by client and machine together, never by machine alone.
import type { AgentIdentity, AgentObject, AssetViewer, DispatchMessage } from '../../durable-objects/protocol/fleet.ts';
import type { RemoteViewer } from '../../durable-objects/protocol/remote.ts';
import type { Effect } from './problem.ts';

export interface AgentRelay {
  of(clientId: string, assetId: string): AgentObject;
  /** Hands the upgrade of an agent whose proof was checked to its object. `challengeId` works once. */
  connectAgent(identity: AgentIdentity, challengeId: string, request: Request): Promise<Response>;
  /** Hands the upgrade of a browser whose rights were read to the machine's object. `ticketId` works once. */
  connectViewer(viewer: AssetViewer, ticketId: string, request: Request): Promise<Response>;
  /** Both sides of a session of remote help: the machine's second socket, and the browser of whoever asked for it. */
  connectRemoteMachine(identity: AgentIdentity, challengeId: string, sessionId: string, request: Request): Promise<Response>;
  connectRemotePerson(viewer: RemoteViewer, ticketId: string, request: Request): Promise<Response>;
}

export function objectAgents(namespace: DurableObjectNamespace): AgentRelay {
  const stub = (clientId: string, assetId: string) => namespace.get(namespace.idFromName(`${clientId}/${assetId}`));
  const upgrade = (request: Request, extra: Record<string, string>): Headers => {
    const headers = new Headers({ Upgrade: 'websocket', ...extra });
    for (const name of ['Sec-WebSocket-Key', 'Sec-WebSocket-Version', 'Sec-WebSocket-Protocol']) {
      const value = request.headers.get(name);
      if (value) headers.set(name, value);
    }
    return headers;
  };
  return {
    of: (clientId, assetId) => stub(clientId, assetId) as unknown as AgentObject,
    connectAgent: (identity, challengeId, request) => stub(identity.client_id, identity.asset_id).fetch('https://agent/connect', {
      headers: upgrade(request, { 'X-Agent-Identity': JSON.stringify(identity), 'X-Challenge-Id': challengeId }),
    }),
    connectViewer: (viewer, ticketId, request) => stub(viewer.client_id, viewer.asset_id).fetch('https://agent/watch', {
      headers: upgrade(request, { 'X-Asset-Viewer': JSON.stringify(viewer), 'X-Ticket-Id': ticketId }),
    }),
    connectRemoteMachine: (identity, challengeId, sessionId, request) => stub(identity.client_id, identity.asset_id).fetch('https://agent/remote', {
      headers: upgrade(request, { 'X-Agent-Identity': JSON.stringify(identity), 'X-Challenge-Id': challengeId, 'X-Remote-Session': sessionId }),
    }),
    connectRemotePerson: (viewer, ticketId, request) => stub(viewer.client_id, viewer.asset_id).fetch('https://agent/remote', {
      headers: upgrade(request, { 'X-Remote-Viewer': JSON.stringify(viewer), 'X-Ticket-Id': ticketId }),
    }),
  };
}

const PER_MESSAGE = 50;
/** A queue takes a hundred messages at once. */
const PER_SEND = 100;

/** No request can reach a thousand objects itself: the queue's consumers do, in parts. */
export function queueDispatch(queue: Pick<Queue<DispatchMessage>, 'sendBatch'>): (effects: Effect[]) => Promise<void> {
  return async (effects) => {
    const messages: DispatchMessage[] = [];
    for (const effect of effects) {
      if (effect.type === 'configure') messages.push(...parts([...new Set(effect.asset_ids)]).map((asset_ids) => ({ type: 'configure' as const, asset_ids })));
      if (effect.type === 'dispatch') messages.push(...parts(effect.execution_ids).map((execution_ids) => ({ type: 'executions' as const, execution_ids })));
    }
    for (let at = 0; at < messages.length; at += PER_SEND) await queue.sendBatch(messages.slice(at, at + PER_SEND).map((body) => ({ body })));
  };
}

const parts = (ids: string[]): string[][] => Array.from({ length: Math.ceil(ids.length / PER_MESSAGE) }, (_, n) => ids.slice(n * PER_MESSAGE, (n + 1) * PER_MESSAGE));
