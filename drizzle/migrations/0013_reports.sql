ALTER TYPE "public"."notification_event" ADD VALUE 'report_ready';--> statement-breakpoint
CREATE TABLE "report_schedules" (
	"schedule_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"format" text NOT NULL,
	"group_by" text,
	"locale" text DEFAULT 'es' NOT NULL,
	"timezone" text NOT NULL,
	"frequency" text NOT NULL,
	"weekday" integer,
	"day_of_month" integer,
	"time_of_day" text NOT NULL,
	"recipients" text[] DEFAULT '{}'::text[] NOT NULL,
	"is_for_client" boolean DEFAULT false NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"owner_id" uuid NOT NULL,
	"next_run_at" timestamp (3) with time zone,
	"last_run_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "report_schedules_kind" CHECK ("report_schedules"."kind" in ('tickets', 'sla', 'technicians', 'assets', 'time', 'monthly')),
	CONSTRAINT "report_schedules_format" CHECK ("report_schedules"."format" in ('csv', 'xlsx', 'pdf')),
	CONSTRAINT "report_schedules_group" CHECK ("report_schedules"."group_by" in ('client', 'technician', 'category')),
	CONSTRAINT "report_schedules_frequency" CHECK ("report_schedules"."frequency" in ('weekly', 'monthly')),
	CONSTRAINT "report_schedules_locale" CHECK ("report_schedules"."locale" in ('es', 'en')),
	CONSTRAINT "report_schedules_name_length" CHECK (length("report_schedules"."name") between 1 and 120),
	CONSTRAINT "report_schedules_when" CHECK (("report_schedules"."frequency" = 'weekly' and "report_schedules"."weekday" between 1 and 7) or ("report_schedules"."frequency" = 'monthly' and "report_schedules"."day_of_month" between 1 and 31)),
	CONSTRAINT "report_schedules_time" CHECK ("report_schedules"."time_of_day" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
	CONSTRAINT "report_schedules_recipients" CHECK (cardinality("report_schedules"."recipients") <= 20)
);
--> statement-breakpoint
ALTER TABLE "report_schedules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reports" (
	"report_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"schedule_id" uuid,
	"period_key" text,
	"kind" text NOT NULL,
	"format" text NOT NULL,
	"group_by" text,
	"locale" text DEFAULT 'es' NOT NULL,
	"timezone" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"is_for_client" boolean DEFAULT false NOT NULL,
	"asked_by" uuid NOT NULL,
	"recipients" text[] DEFAULT '{}'::text[] NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"row_count" integer,
	"size" integer,
	"file_name" text,
	"r2_key" text,
	"figures" jsonb,
	"error_code" text,
	"error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "reports_turn_key" UNIQUE("schedule_id","period_key"),
	CONSTRAINT "reports_kind" CHECK ("reports"."kind" in ('tickets', 'sla', 'technicians', 'assets', 'time', 'monthly')),
	CONSTRAINT "reports_format" CHECK ("reports"."format" in ('csv', 'xlsx', 'pdf')),
	CONSTRAINT "reports_group" CHECK ("reports"."group_by" in ('client', 'technician', 'category')),
	CONSTRAINT "reports_status" CHECK ("reports"."status" in ('queued', 'running', 'ready', 'failed', 'expired')),
	CONSTRAINT "reports_error_code" CHECK ("reports"."error_code" in ('not_allowed', 'client_gone', 'interrupted', 'internal')),
	CONSTRAINT "reports_locale" CHECK ("reports"."locale" in ('es', 'en')),
	CONSTRAINT "reports_period" CHECK ("reports"."from_at" < "reports"."to_at"),
	CONSTRAINT "reports_turn" CHECK ("reports"."period_key" is null or "reports"."schedule_id" is not null),
	CONSTRAINT "reports_ready_has_file" CHECK ("reports"."status" <> 'ready' or "reports"."r2_key" is not null),
	CONSTRAINT "reports_own_folder" CHECK ("reports"."r2_key" like case when "reports"."client_id" is null then 'house/reports/%' else 'client/' || "reports"."client_id" || '/reports/%' end)
);
--> statement-breakpoint
ALTER TABLE "reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_owner_id_users_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_schedule_id_report_schedules_schedule_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."report_schedules"("schedule_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_asked_by_users_user_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_schedules_due_idx" ON "report_schedules" USING btree ("next_run_at") WHERE is_active and deleted_at is null;--> statement-breakpoint
CREATE INDEX "report_schedules_client_idx" ON "report_schedules" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "reports_created_idx" ON "reports" USING btree ("created_at" DESC NULLS FIRST,"report_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "reports_client_idx" ON "reports" USING btree ("client_id","created_at" DESC NULLS FIRST,"report_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "reports_due_idx" ON "reports" USING btree ("not_before") WHERE status in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "reports_expiry_idx" ON "reports" USING btree ("expires_at") WHERE r2_key is not null;--> statement-breakpoint
CREATE POLICY "report_schedules_select_users" ON "report_schedules" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client));--> statement-breakpoint
CREATE POLICY "report_schedules_insert_users" ON "report_schedules" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (owner_id = (select app.user_id()) and ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client)));--> statement-breakpoint
CREATE POLICY "report_schedules_update_users" ON "report_schedules" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client)) WITH CHECK (owner_id = (select app.user_id()) and ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client)));--> statement-breakpoint
CREATE POLICY "report_schedules_select_jobs" ON "report_schedules" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep', 'mail_out'));--> statement-breakpoint
CREATE POLICY "report_schedules_update_jobs" ON "report_schedules" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "reports_select_users" ON "reports" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client));--> statement-breakpoint
CREATE POLICY "reports_insert_users" ON "reports" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (asked_by = (select app.user_id()) and status = 'queued' and schedule_id is null and recipients = '{}' and r2_key is null and ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client)));--> statement-breakpoint
CREATE POLICY "reports_update_users" ON "reports" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager()) or (asked_by = (select app.user_id()) and ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client)))) WITH CHECK ((select app.is_manager()) or (asked_by = (select app.user_id()) and ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and is_for_client))));--> statement-breakpoint
CREATE POLICY "reports_select_jobs" ON "reports" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep', 'mail_out'));--> statement-breakpoint
CREATE POLICY "reports_insert_jobs" ON "reports" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "reports_update_jobs" ON "reports" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));