-- Which mailbox a ticket is answered from: the one that its latest mail was written to. Null: the default one of the moment.

create or replace function app.mailbox_of(p_ticket uuid) returns uuid language sql stable security definer set search_path = public, pg_temp as $$
  select c.config_id
    from inbound_emails i join email_config c on c.is_active and not c.is_default and lower(c.from_address) = regexp_replace(lower(i.envelope_to), '\+[a-z2-7]{52}@', '@')
   where i.ticket_id = p_ticket and i.state = 'applied' and app.job() = 'mail_out'
   order by i.received_at desc limit 1
$$;
