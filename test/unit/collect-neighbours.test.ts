// Devices beside a machine: captured tables of three systems, in any language, and what is no device.
import { expect, test } from 'vitest';
import { neighboursOf, parseArpAn, parseIpNeigh, parseNetNeighbor, parseProcArp } from '../../agent/collect/neighbours.ts';
import { INVENTORY } from '../../durable-objects/protocol/inventory.ts';
import * as fc from '../support/property.ts';

const row = (mac: string, ip: string, adapter: string | null = 'eth0') => ({ mac, ip, adapter });

test('iproute2 tells devices; what failed, did not answer or lives inside the machine is left out', () => {
  const said = JSON.stringify([
    { dst: '192.168.1.1', dev: 'enp3s0', lladdr: 'a4:2b:b0:c1:d2:e3', state: ['REACHABLE'] }, { dst: '192.168.1.40', dev: 'enp3s0', state: ['FAILED'] }, { dst: '192.168.1.41', dev: 'enp3s0', lladdr: '00:1b:a9:11:22:33', state: ['STALE'] },
    { dst: '192.168.1.42', dev: 'enp3s0', state: ['INCOMPLETE'] }, { dst: '172.17.0.2', dev: 'docker0', lladdr: '02:42:ac:11:00:02', state: ['STALE'] }, { dst: '224.0.0.251', dev: 'enp3s0', lladdr: '01:00:5e:00:00:fb', state: ['NOARP'] },
    { dst: 'fe80::1', dev: 'enp3s0', lladdr: 'a4:2b:b0:c1:d2:e3', router: null, state: ['STALE'] }, { dst: '192.168.1.255', dev: 'enp3s0', lladdr: 'ff:ff:ff:ff:ff:ff', state: ['PERMANENT'] },
  ]);
  expect(neighboursOf(parseIpNeigh(said))).toEqual([{ mac: '00:1b:a9:11:22:33', ip: '192.168.1.41' }, { mac: 'a4:2b:b0:c1:d2:e3', ip: '192.168.1.1' }]);
  for (const odd of ['', '[', 'null', '{}', '[3]', '[{"dst":3}]']) expect(neighboursOf(parseIpNeigh(odd))).toEqual([]);
});
test('/proc/net/arp tells the same', () => {
  const said = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         a4:2b:b0:c1:d2:e3     *        wlp2s0
192.168.1.77     0x1         0x0         00:00:00:00:00:00     *        wlp2s0
192.168.1.9      0x1         0x6         00:1b:a9:11:22:33     *        wlp2s0
172.18.0.3       0x1         0x2         02:42:ac:12:00:03     *        br-0a1b2c3d4e5f
`;
  expect(neighboursOf(parseProcArp(said)).map(({ ip }) => ip)).toEqual(['192.168.1.9', '192.168.1.1']);
});
test('macOS writes bytes without their zero, and a question nobody answered as incomplete', () => {
  const said = `? (192.168.1.1) at a4:2b:b0:c1:d2:e3 on en0 ifscope [ethernet]
? (192.168.1.12) at (incomplete) on en0 ifscope [ethernet]
impresora.local (192.168.1.30) at 0:1b:a9:1:2:3 on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
? (192.168.64.2) at 1e:0:0:0:0:2 on bridge100 ifscope [bridge]
`;
  expect(neighboursOf(parseArpAn(said))).toEqual([{ mac: '00:1b:a9:01:02:03', ip: '192.168.1.30' }, { mac: 'a4:2b:b0:c1:d2:e3', ip: '192.168.1.1' }]);
});
test('Windows writes dashes, and a lone row without its list', () => {
  const one = { ip: '192.168.1.1', mac: 'A4-2B-B0-C1-D2-E3' };
  for (const found of [one, [one], { value: [one], Count: 1 }]) expect(neighboursOf(parseNetNeighbor(JSON.stringify({ neighbours: found })))).toEqual([{ mac: 'a4:2b:b0:c1:d2:e3', ip: '192.168.1.1' }]);
  expect(neighboursOf(parseNetNeighbor(JSON.stringify({ neighbours: [{ ip: 'ff02::fb', mac: '33-33-00-00-00-FB' }, { ip: 'fe80::2', mac: '' }, { ip: '10.0.0.9', mac: '00-00-00-00-00-00' }] })))).toEqual([]);
  expect(neighboursOf(parseNetNeighbor('{"neighbours":null}'))).toEqual([]);
});
test('the same table in any order is the same list, one row a device, at most 256', () => {
  const mac = fc.integer({ min: 0, max: 400 }).map((n) => `02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`);
  const table = fc.array(fc.record({ mac, ip: fc.oneof(fc.ipV4(), fc.ipV6()), adapter: fc.constantFrom('eth0', 'en0', null) }), { maxLength: 600 });
  fc.assert(fc.property(table, (found) => {
    const list = neighboursOf(found);
    expect(neighboursOf(found.toReversed())).toEqual(list);
    expect(new Set(list.map((one) => one.mac)).size).toBe(list.length);
    expect(INVENTORY.neighbours.safeParse(list).success).toBe(true);
  }), { numRuns: 50 });
  expect(neighboursOf(Array.from({ length: 400 }, (_, n) => row(`02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`, '10.0.0.5')))).toHaveLength(256);
  expect(neighboursOf([row('02:00:00:00:00:01', '192.168.1.20'), row('02:00:00:00:00:01', '192.168.1.3'), row('02:00:00:00:00:01', 'fe80::1')])).toEqual([{ mac: '02:00:00:00:00:01', ip: '192.168.1.3' }]);
});
