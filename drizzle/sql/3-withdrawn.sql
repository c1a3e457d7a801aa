-- A reply is taken back before its mails leave: nobody outside has read it by mail, and it never was. Comments are otherwise never deleted, hence a
-- function with the owner's rights and its own questions: is it the writer, is it public, and does every mail of it still wait?
-- p_status: the change of status that was one act with it goes too, with its resolution and its mails; the caller puts the ticket back.
drop function if exists app.withdraw_comment(uuid, uuid);
create or replace function app.withdraw_comment(p_comment uuid, p_ticket uuid, p_status uuid) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  written ticket_comments;
begin
  if not app.is_staff() then raise exception 'staff takes replies back' using errcode = 'LN403'; end if;
  select * into written from ticket_comments where comment_id = p_comment and ticket_id = p_ticket for update;
  if not found then raise exception 'there is no such message' using errcode = 'LN404'; end if;
  if written.author_id is distinct from app.user_id() then raise exception 'a reply is taken back by whoever wrote it' using errcode = 'LN403'; end if;
  if written.visibility <> 'public' or written.kind <> 'message' or written.channel = 'email' then raise exception 'only a reply is taken back' using errcode = 'LN409'; end if;
  perform 1 from email_queue where comment_id = p_comment for update;
  if exists (select 1 from email_queue where comment_id = p_comment and status not in ('pending', 'cancelled')) then
    raise exception 'a mail of this reply has left' using errcode = 'LN409';
  end if;
  if p_status is not null then
    if not exists (select 1 from ticket_activities a where a.activity_id = p_status and a.ticket_id = p_ticket and a.action = 'status' and a.actor_id = written.author_id and a.created_at = written.created_at) then
      raise exception 'the status was not set along with it' using errcode = 'LN409';
    end if;
    perform 1 from email_queue where ticket_id = p_ticket and effect_key like '%' || p_status || '%' for update;
    if exists (select 1 from email_queue where ticket_id = p_ticket and effect_key like '%' || p_status || '%' and status not in ('pending', 'cancelled')) then
      raise exception 'a mail of this status has left' using errcode = 'LN409';
    end if;
    update email_queue set status = 'cancelled', error_class = 'withdrawn', last_error = 'the reply was taken back', lease_token = null, lease_until = null, held_reason = null
     where ticket_id = p_ticket and effect_key like '%' || p_status || '%';
    delete from notifications where ticket_id = p_ticket and effect_key like '%' || p_status || '%';
    delete from push_queue where ticket_id = p_ticket and effect_key like '%' || p_status || '%' and status = 'pending';
    delete from ticket_resolutions where ticket_id = p_ticket and resolved_by = written.author_id and created_at = written.created_at;
    delete from ticket_activities where activity_id = p_status;
  end if;
  update email_queue set status = 'cancelled', error_class = 'withdrawn', last_error = 'the reply was taken back', comment_id = null, lease_token = null, lease_until = null, held_reason = null
   where comment_id = p_comment;
  delete from notifications where ticket_id = p_ticket and effect_key like '%' || p_comment || '%';
  delete from push_queue where ticket_id = p_ticket and effect_key like '%' || p_comment || '%' and status = 'pending';
  delete from ticket_activities where ticket_id = p_ticket and action = 'commented' and actor_id = written.author_id and created_at = written.created_at;
  delete from file_attachments where comment_id = p_comment;
  delete from ticket_comments where comment_id = p_comment;

  -- The clocks that it stopped run as if it had not been written.
  delete from sla_events where ticket_id = p_ticket and cause = 'reply' and at = written.created_at;
  update sla_compliance c set is_stale = true, facts = facts + 1, next_event_at = now(), next_reply_since = coalesce(c.next_reply_since,
      (select max(e.at) from sla_events e where e.ticket_id = p_ticket and e.target = 'next_reply' and e.event = 'started'
          and not exists (select 1 from sla_events m where m.ticket_id = p_ticket and m.target = 'next_reply' and m.event = 'met' and m.at >= e.at)))
   where c.ticket_id = p_ticket;
end $$;
