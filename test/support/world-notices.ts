// Notifications of the test world: one notification, time setting, device, muted ticket and push of everybody who is active.
interface Owner {
  user_id: string;
  client_id: string | null;
}

const of = (person: Owner, kind: string): string => person.user_id.replace('-8003-', `-8${kind}-`);

export const notices = {
  notification: (person: Owner): string => of(person, '010'),
  push_device: (person: Owner): string => of(person, '050'),
  push: (person: Owner): string => of(person, '051'),
} as const;

export function noticeStatements({ client, ticket, active }: {
  client: Record<'a' | 'b', string>; ticket: Record<'a1' | 'b1' | 'a1_deleted' | 'b1_deleted', string>; active: readonly Owner[];
}): string[] {
  const isOfB = (person: Owner): boolean => person.client_id === client.b;
  const ticketOf = (person: Owner): string => (isOfB(person) ? `'${client.b}', '${ticket.b1}'` : `'${client.a}', '${ticket.a1}'`);
  const rows = (row: (person: Owner) => string): string => active.map((one) => `(${row(one)})`).join(',\n');
  return [
    `insert into notifications (notification_id, user_id, event, effect_key, client_id, ticket_id, vars, announced_at) values
      ${rows((one) => `'${notices.notification(one)}', '${one.user_id}', 'ticket_commented', 'world:${one.user_id}', ${ticketOf(one)}, '{"actor_name": "Alguien"}', now()`)}`,
    `insert into notification_preferences (user_id, event, channel, is_on) values ${rows((one) => `'${one.user_id}', 'sla_warning', 'email', true`)}`,
    `insert into notification_settings (user_id) values ${rows((one) => `'${one.user_id}'`)}`,
    // Deleted tickets: what is muted there changes nothing for anybody.
    `insert into ticket_mutes (ticket_id, client_id, user_id) values ${rows((one) => (isOfB(one) ? `'${ticket.b1_deleted}', '${client.b}', '${one.user_id}'` : `'${ticket.a1_deleted}', '${client.a}', '${one.user_id}'`))}`,
    `insert into push_subscriptions (subscription_id, user_id, endpoint, p256dh, auth, server_key, device) values
      ${rows((one) => `'${notices.push_device(one)}', '${one.user_id}', 'https://updates.push.services.mozilla.com/wpush/v2/${one.user_id}', 'key', 'auth', 'none of ours', 'Firefox'`)}`,
    `insert into push_queue (push_id, user_id, event, effect_key, client_id, ticket_id, status, sent_at) values
      ${rows((one) => `'${notices.push(one)}', '${one.user_id}', 'ticket_commented', 'world:${one.user_id}', ${ticketOf(one)}, 'sent', now()`)}`,
  ];
}
