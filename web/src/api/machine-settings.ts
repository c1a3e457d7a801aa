// The fleet's switches over HTTP.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AgentSettings, FleetRetention, RemoteCommands } from '../../../worker/modules/agents/contract.ts';
import type { RecoveryKeySettings } from '../../../worker/modules/bitlocker/contract.ts';
import { request } from './client.ts';

export interface MachineSettings {
  agent_config: AgentSettings;
  remote_commands: RemoteCommands;
  fleet_retention: FleetRetention;
  recovery_keys: RecoveryKeySettings;
}
export type SettingName = keyof MachineSettings;

const paths: Record<SettingName, string> = { agent_config: '/settings/agent-config', remote_commands: '/settings/remote-commands', fleet_retention: '/settings/fleet-retention', recovery_keys: '/settings/recovery-keys' };

/** Administrators alone: ask only for those who may read it. */
export function useMachineSetting<Name extends SettingName>(name: Name, enabled = true) {
  return useQuery({ queryKey: ['machine-settings', name], queryFn: () => request<Pick<MachineSettings, Name>>(paths[name]).then((answer) => answer[name]), enabled });
}

export function useSaveMachineSetting<Name extends SettingName>(name: Name) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MachineSettings[Name]) => request<Pick<MachineSettings, Name>>(paths[name], { method: 'PUT', body }).then((answer) => answer[name]),
    onSuccess: (saved) => client.setQueryData(['machine-settings', name], saved),
  });
}
