ALTER TYPE "public"."notification_event" ADD VALUE 'digest';--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"timezone" text DEFAULT 'America/Mexico_City' NOT NULL,
	"quiet_is_on" boolean DEFAULT false NOT NULL,
	"quiet_from" text DEFAULT '21:00' NOT NULL,
	"quiet_to" text DEFAULT '07:00' NOT NULL,
	"quiet_days" integer[] DEFAULT '{1,2,3,4,5,6,7}'::integer[] NOT NULL,
	"urgent_breaks_quiet" boolean DEFAULT true NOT NULL,
	"digest" text DEFAULT 'off' NOT NULL,
	"digest_at" text DEFAULT '08:00' NOT NULL,
	"digested_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_settings_digest" CHECK ("notification_settings"."digest" in ('off', 'hourly', 'daily')),
	CONSTRAINT "notification_settings_times" CHECK ("notification_settings"."quiet_from" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and "notification_settings"."quiet_to" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and "notification_settings"."digest_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	CONSTRAINT "notification_settings_days" CHECK ("notification_settings"."quiet_days" <@ '{1,2,3,4,5,6,7}'::integer[])
);
--> statement-breakpoint
ALTER TABLE "notification_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "push_queue" (
	"push_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"event" "notification_event" NOT NULL,
	"effect_key" text NOT NULL,
	"client_id" uuid,
	"ticket_id" uuid,
	"comment_id" uuid,
	"actor_id" uuid,
	"vars" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"held_reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"last_error" text,
	"sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "push_queue_effect_key" UNIQUE("effect_key"),
	CONSTRAINT "push_queue_ticket_has_client" CHECK ("push_queue"."ticket_id" is null or "push_queue"."client_id" is not null),
	CONSTRAINT "push_queue_status" CHECK ("push_queue"."status" in ('pending', 'sending', 'sent', 'failed', 'cancelled')),
	CONSTRAINT "push_queue_held" CHECK ("push_queue"."held_reason" in ('quiet', 'digest'))
);
--> statement-breakpoint
ALTER TABLE "push_queue" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "push_subscriptions" (
	"subscription_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"endpoint" text NOT NULL,
	"p256dh" text NOT NULL,
	"auth" text NOT NULL,
	"server_key" text NOT NULL,
	"device" text NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_sent_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "push_subscriptions_endpoint_key" UNIQUE("endpoint"),
	CONSTRAINT "push_subscriptions_endpoint" CHECK (length("push_subscriptions"."endpoint") <= 2000)
);
--> statement-breakpoint
ALTER TABLE "push_subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_mutes" (
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_mutes_key" UNIQUE("ticket_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "ticket_mutes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notification_preferences" DROP CONSTRAINT "notification_preferences_channel";--> statement-breakpoint
DROP INDEX "notifications_user_idx";--> statement-breakpoint
ALTER TABLE "email_queue" ADD COLUMN "held_reason" text;--> statement-breakpoint
ALTER TABLE "email_queue" ADD COLUMN "digest_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "effect_key" text NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "client_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "comment_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "asset_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "actor_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "vars" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "announced_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notification_settings" ADD CONSTRAINT "notification_settings_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_queue" ADD CONSTRAINT "push_queue_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_queue" ADD CONSTRAINT "push_queue_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_mutes" ADD CONSTRAINT "ticket_mutes_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_mutes" ADD CONSTRAINT "ticket_mutes_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "push_queue_due_idx" ON "push_queue" USING btree ("not_before") WHERE status in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "push_queue_created_idx" ON "push_queue" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "push_queue_digest_idx" ON "push_queue" USING btree ("user_id","not_before") WHERE held_reason = 'digest' and status = 'pending';--> statement-breakpoint
CREATE INDEX "push_subscriptions_user_idx" ON "push_subscriptions" USING btree ("user_id","created_at");--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_comment_of_ticket_fk" FOREIGN KEY ("comment_id","ticket_id","client_id") REFERENCES "public"."ticket_comments"("comment_id","ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "email_queue_held_idx" ON "email_queue" USING btree ("user_id","not_before") WHERE held_reason is not null and status = 'pending';--> statement-breakpoint
CREATE INDEX "email_queue_digest_idx" ON "email_queue" USING btree ("digest_id") WHERE digest_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_unread_idx" ON "notifications" USING btree ("user_id","created_at" DESC NULLS FIRST,"notification_id" DESC NULLS FIRST) WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "notifications_unannounced_idx" ON "notifications" USING btree ("created_at") WHERE announced_at is null;--> statement-breakpoint
CREATE INDEX "notifications_ticket_idx" ON "notifications" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "notifications_created_idx" ON "notifications" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "notifications_user_idx" ON "notifications" USING btree ("user_id","created_at" DESC NULLS FIRST,"notification_id" DESC NULLS FIRST);--> statement-breakpoint
ALTER TABLE "notifications" DROP COLUMN "body";--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_effect_key" UNIQUE("effect_key");--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_held" CHECK ("email_queue"."held_reason" in ('quiet', 'digest'));--> statement-breakpoint
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_channel" CHECK ("notification_preferences"."channel" in ('email', 'in_app', 'push'));--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_ticket_has_client" CHECK (("notifications"."ticket_id" is null and "notifications"."asset_id" is null) or "notifications"."client_id" is not null);--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_comment_has_ticket" CHECK ("notifications"."comment_id" is null or "notifications"."ticket_id" is not null);--> statement-breakpoint
CREATE POLICY "notifications_insert_users" ON "notifications" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.user_id()) is not null) and actor_id = (select app.user_id()) and exists (select 1 from tickets t where t.ticket_id = "notifications"."ticket_id"));--> statement-breakpoint
CREATE POLICY "notifications_insert_agents" ON "notifications" AS PERMISSIVE FOR INSERT TO "lanet_agent" WITH CHECK (event in ('ticket_created') and actor_id is null and comment_id is null and exists (select 1 from tickets t where t.ticket_id = "notifications"."ticket_id"));--> statement-breakpoint
CREATE POLICY "notifications_select_jobs" ON "notifications" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "notifications_insert_jobs" ON "notifications" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'sweep', 'fleet'));--> statement-breakpoint
CREATE POLICY "notifications_update_jobs" ON "notifications" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_out')) WITH CHECK ((select app.job()) in ('mail_out'));--> statement-breakpoint
CREATE POLICY "notifications_delete_jobs" ON "notifications" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "notification_settings_select_users" ON "notification_settings" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notification_settings_insert_users" ON "notification_settings" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notification_settings_update_users" ON "notification_settings" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id())) WITH CHECK (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "notification_settings_select_jobs" ON "notification_settings" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep', 'mail_out'));--> statement-breakpoint
CREATE POLICY "notification_settings_update_jobs" ON "notification_settings" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "push_queue_insert_users" ON "push_queue" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (status = 'pending' and ((select app.user_id()) is not null) and actor_id = (select app.user_id()) and exists (select 1 from tickets t where t.ticket_id = "push_queue"."ticket_id"));--> statement-breakpoint
CREATE POLICY "push_queue_insert_agents" ON "push_queue" AS PERMISSIVE FOR INSERT TO "lanet_agent" WITH CHECK (status = 'pending' and event in ('ticket_created') and actor_id is null and comment_id is null and exists (select 1 from tickets t where t.ticket_id = "push_queue"."ticket_id"));--> statement-breakpoint
CREATE POLICY "push_queue_select_jobs" ON "push_queue" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "push_queue_insert_jobs" ON "push_queue" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'sweep', 'fleet'));--> statement-breakpoint
CREATE POLICY "push_queue_update_jobs" ON "push_queue" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_out', 'sweep')) WITH CHECK ((select app.job()) in ('mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "push_queue_delete_jobs" ON "push_queue" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "push_subscriptions_select_users" ON "push_subscriptions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "push_subscriptions_delete_users" ON "push_subscriptions" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "push_subscriptions_select_jobs" ON "push_subscriptions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_out'));--> statement-breakpoint
CREATE POLICY "push_subscriptions_update_jobs" ON "push_subscriptions" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_out')) WITH CHECK ((select app.job()) in ('mail_out'));--> statement-breakpoint
CREATE POLICY "push_subscriptions_delete_jobs" ON "push_subscriptions" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('mail_out'));--> statement-breakpoint
CREATE POLICY "ticket_mutes_select_users" ON "ticket_mutes" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_mutes_insert_users" ON "ticket_mutes" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()) and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_mutes"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_mutes_delete_users" ON "ticket_mutes" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
ALTER POLICY "ticket_watchers_insert_users" ON "ticket_watchers" TO lanet_user WITH CHECK ((user_id = (select app.user_id()) or (select app.is_staff())) and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_watchers"."ticket_id"))));--> statement-breakpoint
ALTER POLICY "ticket_watchers_delete_users" ON "ticket_watchers" TO lanet_user USING (user_id = (select app.user_id()) or (select app.is_staff()));--> statement-breakpoint
ALTER POLICY "email_queue_update_jobs" ON "email_queue" TO lanet_job USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep')) WITH CHECK ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));