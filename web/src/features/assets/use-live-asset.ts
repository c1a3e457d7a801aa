// What a machine says right now, over its channel: presence and readings, kept for the charts while the page is open.
import { useEffect, useState } from 'react';
import type { Presence } from '../../../../durable-objects/protocol/fleet.ts';
import type { Sample } from '../../../../durable-objects/protocol/inventory.ts';
import type { MetricPoint } from '../../../../worker/modules/assets/contract.ts';
import { joinAssetChannel } from '@/api/asset-channel.ts';
import type { ChannelState } from '@/api/asset-channel.ts';
import { pointOf } from './metric-series.ts';

export interface LiveAsset {
  state: ChannelState;
  presence: Presence | null;
  sample: Sample | null;
  /** Readings since the page was opened, oldest first. */
  points: MetricPoint[];
}

const pointsMax = 1200;
const nothing: LiveAsset = { state: 'connecting', presence: null, sample: null, points: [] };

/** Watches while mounted; the machine is asked for frequent readings meanwhile. */
export function useLiveAsset(assetId: string, enabled: boolean): LiveAsset {
  const [live, setLive] = useState(nothing);
  useEffect(() => {
    if (!enabled) return undefined;
    return joinAssetChannel(assetId, {
      onState: (state) => setLive((before) => ({ ...before, state })),
      onMessage: (message) => {
        if (message.type === 'presence') setLive((before) => ({ ...before, presence: message.presence }));
        if (message.type === 'hello') setLive((before) => ({ ...before, presence: message.presence, sample: message.sample ?? before.sample }));
        if (message.type === 'sample')
          setLive((before) => ({ ...before, sample: message.sample, points: [...before.points.slice(-pointsMax + 1), pointOf(message.sample)] }));
      },
    });
  }, [assetId, enabled]);
  return live;
}
