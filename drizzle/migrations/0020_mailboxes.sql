ALTER TYPE "public"."notification_event" ADD VALUE 'mailbox_alarm';--> statement-breakpoint
CREATE TABLE "mailbox_health" (
	"config_id" uuid PRIMARY KEY NOT NULL,
	"uid_validity" bigint,
	"last_uid" bigint,
	"last_poll_at" timestamp (3) with time zone,
	"last_poll_ok_at" timestamp (3) with time zone,
	"last_mail_at" timestamp (3) with time zone,
	"poll_error" text,
	"poll_error_code" text,
	"poll_failures" integer DEFAULT 0 NOT NULL,
	"next_poll_at" timestamp (3) with time zone,
	"poll_lease_until" timestamp (3) with time zone,
	"last_sent_at" timestamp (3) with time zone,
	"send_error" text,
	"send_error_code" text,
	"send_error_at" timestamp (3) with time zone,
	"send_failing_since" timestamp (3) with time zone,
	"canary_token" text,
	"canary_sent_at" timestamp (3) with time zone,
	"canary_received_at" timestamp (3) with time zone,
	"canary_error" text,
	"alarm_code" text,
	"alarm_at" timestamp (3) with time zone,
	"last_test_at" timestamp (3) with time zone,
	"last_test_error_code" text
);
--> statement-breakpoint
ALTER TABLE "mailbox_health" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mailbox_stuck" (
	"config_id" uuid NOT NULL,
	"uid_validity" bigint NOT NULL,
	"uid" bigint NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"error" text,
	"error_code" text,
	"size_bytes" bigint,
	"state" text DEFAULT 'retrying' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mailbox_stuck_config_id_uid_validity_uid_pk" PRIMARY KEY("config_id","uid_validity","uid"),
	CONSTRAINT "mailbox_stuck_state" CHECK ("mailbox_stuck"."state" in ('retrying', 'moved', 'passed_over'))
);
--> statement-breakpoint
ALTER TABLE "mailbox_stuck" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "smtp_auth" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "imap_security" text DEFAULT 'tls' NOT NULL;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "imap_auth" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "imap_done_folder" text;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "imap_failed_folder" text;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "oauth_token_url" text;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "oauth_client_id" text;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "oauth_scope" text;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "reply_style" text;--> statement-breakpoint
ALTER TABLE "email_config" ADD COLUMN "canary_hours" integer;--> statement-breakpoint
ALTER TABLE "email_queue" ADD COLUMN "config_id" uuid;--> statement-breakpoint
ALTER TABLE "mailbox_health" ADD CONSTRAINT "mailbox_health_config_id_email_config_config_id_fk" FOREIGN KEY ("config_id") REFERENCES "public"."email_config"("config_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailbox_stuck" ADD CONSTRAINT "mailbox_stuck_config_id_email_config_config_id_fk" FOREIGN KEY ("config_id") REFERENCES "public"."email_config"("config_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_config_id_email_config_config_id_fk" FOREIGN KEY ("config_id") REFERENCES "public"."email_config"("config_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "email_config_address_key" ON "email_config" USING btree (lower(from_address)) WHERE is_active;--> statement-breakpoint
ALTER TABLE "email_config" ADD CONSTRAINT "email_config_default_is_active" CHECK ("email_config"."is_active" or not "email_config"."is_default");--> statement-breakpoint
ALTER TABLE "email_config" ADD CONSTRAINT "email_config_smtp_auth" CHECK ("email_config"."smtp_auth" in ('password', 'oauth2'));--> statement-breakpoint
ALTER TABLE "email_config" ADD CONSTRAINT "email_config_imap_auth" CHECK ("email_config"."imap_auth" in ('password', 'oauth2'));--> statement-breakpoint
ALTER TABLE "email_config" ADD CONSTRAINT "email_config_imap_security" CHECK ("email_config"."imap_security" in ('tls', 'starttls'));--> statement-breakpoint
ALTER TABLE "email_config" ADD CONSTRAINT "email_config_reply_style" CHECK ("email_config"."reply_style" in ('domain', 'plus', 'plain'));--> statement-breakpoint
ALTER TABLE "email_config" ADD CONSTRAINT "email_config_canary_hours" CHECK ("email_config"."canary_hours" between 1 and 168);--> statement-breakpoint
CREATE POLICY "mailbox_health_select_users" ON "mailbox_health" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "mailbox_health_update_users" ON "mailbox_health" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (((select app.role()) = 'superadmin')) WITH CHECK (((select app.role()) = 'superadmin'));--> statement-breakpoint
CREATE POLICY "mailbox_health_select_jobs" ON "mailbox_health" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "mailbox_health_insert_jobs" ON "mailbox_health" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "mailbox_health_update_jobs" ON "mailbox_health" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep')) WITH CHECK ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "mailbox_stuck_select_users" ON "mailbox_stuck" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "mailbox_stuck_select_jobs" ON "mailbox_stuck" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "mailbox_stuck_insert_jobs" ON "mailbox_stuck" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "mailbox_stuck_update_jobs" ON "mailbox_stuck" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep')) WITH CHECK ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));--> statement-breakpoint
CREATE POLICY "mailbox_stuck_delete_jobs" ON "mailbox_stuck" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('mail_in', 'sweep'));--> statement-breakpoint
ALTER POLICY "email_config_select_jobs" ON "email_config" TO lanet_job USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep'));