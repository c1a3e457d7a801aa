// `status`: what the running agent says of itself, or what the files say when none runs.
import type { Status } from '../agent.ts';
import { EXIT } from '../command-line.ts';
import { readIdentity } from '../identity.ts';
import { askLocally } from '../local-socket.ts';
import { holderOf } from '../single-instance.ts';

type Say = (text: string) => void;

export async function showStatus(asked: { stateDir: string; isJson: boolean }, say: Say, complain: Say): Promise<number> {
  const identity = readIdentity(asked.stateDir);
  if (!identity) {
    complain('this machine is not enrolled, or its state belongs to another account');
    return EXIT.configuration;
  }
  const pid = holderOf(asked.stateDir);
  const status = pid === null ? null : ((await askLocally(asked.stateDir, 'status')) as Status | null);
  if (asked.isJson) say(JSON.stringify(status ?? { pid, agent_id: identity.agent_id, client_id: identity.client_id, server: identity.server, is_online: false, trouble: pid === null ? 'not running' : 'does not answer' }));
  else {
    say(`machine    ${identity.agent_id}`);
    say(`server     ${identity.server}`);
    if (!status) say(`agent      ${pid === null ? 'not running' : `process ${pid} does not answer`}`);
    else {
      say(`agent      ${status.version}, process ${status.pid}`);
      say(`online     ${status.is_online ? `yes, since ${status.connected_since} (${status.transport}, protocol ${status.protocol})` : `no: ${status.trouble ?? 'connecting'}`}`);
      say(`last ack   ${status.last_ack_at ?? 'none yet'}`);
      say(`queue      ${status.queue.records} records, ${status.queue.bytes} bytes${status.queue.dropped > 0 ? `, ${status.queue.dropped} dropped for lack of room` : ''}`);
      say(`commands   ${status.commands.running} running, ${status.commands.waiting} waiting, ${status.commands.unacknowledged} not yet acknowledged`);
      if (status.is_held) say('held       somebody has to approve this machine before it takes orders');
      if (Math.abs(status.clock_offset_ms) > 60_000) say(`clock      differs from the server's by ${Math.round(status.clock_offset_ms / 1000)} s`);
    }
  }
  return status?.is_online ? EXIT.ok : EXIT.offline;
}
