ALTER TABLE "file_attachments" DROP CONSTRAINT "file_attachments_comment_fk";
--> statement-breakpoint
ALTER TABLE "email_queue" DROP CONSTRAINT "email_queue_comment_fk";
--> statement-breakpoint
ALTER TABLE "ticket_comments" DROP CONSTRAINT "ticket_comments_client_key";--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD CONSTRAINT "ticket_comments_place_key" UNIQUE("comment_id","ticket_id","client_id");--> statement-breakpoint
ALTER TABLE "file_attachments" ADD CONSTRAINT "file_attachments_comment_of_ticket_fk" FOREIGN KEY ("comment_id","ticket_id","client_id") REFERENCES "public"."ticket_comments"("comment_id","ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_comment_of_ticket_fk" FOREIGN KEY ("comment_id","ticket_id","client_id") REFERENCES "public"."ticket_comments"("comment_id","ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_attachments" ADD CONSTRAINT "file_attachments_own_folder" CHECK ("file_attachments"."r2_key" like 'client/' || "file_attachments"."client_id" || '/%');--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_ticket_has_client" CHECK ("email_queue"."ticket_id" is null or "email_queue"."client_id" is not null);--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_comment_has_ticket" CHECK ("email_queue"."comment_id" is null or "email_queue"."ticket_id" is not null);--> statement-breakpoint
ALTER TABLE "inbound_emails" ADD CONSTRAINT "inbound_emails_ticket_has_client" CHECK ("inbound_emails"."ticket_id" is null or "inbound_emails"."client_id" is not null);--> statement-breakpoint
ALTER POLICY "one_time_tokens_insert_users" ON "one_time_tokens" TO lanet_user WITH CHECK (purpose = 'invite' and exists (select 1 from users u where u.user_id = "one_time_tokens"."user_id" and (
  ((select app.role()) = 'superadmin')
  or ((select app.role()) = 'admin' and role <> 'superadmin')
  or ((select app.role()) = 'technician' and role = 'solicitante')
  or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and role in ('client_admin', 'solicitante'))
)));--> statement-breakpoint
ALTER POLICY "refresh_tokens_select_jobs" ON "refresh_tokens" TO lanet_job USING ((select app.job()) in ('auth', 'sweep'));--> statement-breakpoint
ALTER POLICY "sessions_update_users" ON "sessions" TO lanet_user USING (user_id = (select app.user_id())) WITH CHECK (user_id = (select app.user_id()) and revoked_at is not null);--> statement-breakpoint
ALTER POLICY "ticket_comments_insert_users" ON "ticket_comments" TO lanet_user WITH CHECK (((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_comments"."ticket_id"))) and author_id = (select app.user_id()) and author_is_staff = (select app.is_staff()));--> statement-breakpoint
ALTER POLICY "settings_select_users" ON "settings" TO lanet_user USING ((select app.is_manager()) or (((select app.user_id()) is not null) and name in ('reopen_window_days', 'auto_close', 'reply_undo_seconds', 'least_loaded_assignment')));