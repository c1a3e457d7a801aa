ALTER TABLE "alert_rules" DROP CONSTRAINT "alert_rules_category_id_categories_category_id_fk";
--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
DROP POLICY "script_executions_update_users" ON "script_executions" CASCADE;--> statement-breakpoint
ALTER POLICY "assets_insert_users" ON "assets" TO lanet_user WITH CHECK ((select app.is_staff()) and enrolment = 'none');--> statement-breakpoint
ALTER POLICY "ticket_activities_insert_agents" ON "ticket_activities" TO lanet_agent WITH CHECK (actor_id is null and action = 'created' and visibility = 'public' and exists (select 1 from tickets t where t.ticket_id = "ticket_activities"."ticket_id"));--> statement-breakpoint
ALTER POLICY "tickets_insert_agents" ON "tickets" TO lanet_agent WITH CHECK (asset_id = (select app.agent_id()) and client_id = (select app.client_id()) and site_id = any((select app.site_ids())::uuid[]) and channel = 'agente' and created_by is null and status = 'nuevo'
    and assigned_to is null and deleted_at is null and follows_ticket_id is null and resolution_notes is null
    and notification_email is null and additional_emails = '{}' and from_email is null and not is_email_originated);--> statement-breakpoint
ALTER POLICY "alert_rules_insert_users" ON "alert_rules" TO lanet_user WITH CHECK ((select app.is_manager()) and created_by = (select app.user_id()));--> statement-breakpoint
ALTER POLICY "maintenance_windows_insert_users" ON "maintenance_windows" TO lanet_user WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()));--> statement-breakpoint
ALTER POLICY "email_queue_insert_agents" ON "email_queue" TO lanet_agent WITH CHECK (status = 'pending' and event = 'ticket_created' and created_by is null and comment_id is null and exists (select 1 from tickets t where t.ticket_id = "email_queue"."ticket_id"));