CREATE TABLE "fleet_policies" (
	"policy_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"site_id" uuid,
	"asset_id" uuid,
	"metrics_s" integer,
	"services_s" integer,
	"security_s" integer,
	"inventory_s" integer,
	"events" boolean,
	"script_concurrency" integer,
	"update_ring" text,
	"remote_consent" text,
	"remote_minutes" integer,
	"rules" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "fleet_policies_level" CHECK (("fleet_policies"."site_id" is null or "fleet_policies"."asset_id" is null) and ("fleet_policies"."client_id" is not null or ("fleet_policies"."site_id" is null and "fleet_policies"."asset_id" is null))),
	CONSTRAINT "fleet_policies_desk" CHECK ("fleet_policies"."client_id" is not null or (coalesce("fleet_policies"."metrics_s", "fleet_policies"."services_s", "fleet_policies"."security_s", "fleet_policies"."inventory_s", "fleet_policies"."script_concurrency") is null and "fleet_policies"."events" is null and "fleet_policies"."rules" = '{}')),
	CONSTRAINT "fleet_policies_seconds" CHECK ("fleet_policies"."metrics_s" between 5 and 86400 and "fleet_policies"."services_s" between 30 and 86400 and "fleet_policies"."security_s" between 60 and 604800 and "fleet_policies"."inventory_s" between 60 and 604800 and "fleet_policies"."script_concurrency" between 1 and 8),
	CONSTRAINT "fleet_policies_minutes" CHECK ("fleet_policies"."remote_minutes" between 1 and 720),
	CONSTRAINT "fleet_policies_rules" CHECK (jsonb_typeof("fleet_policies"."rules") = 'object' and octet_length("fleet_policies"."rules"::text) <= 32768),
	CONSTRAINT "fleet_policies_ring" CHECK ("fleet_policies"."update_ring" in ('test', 'early', 'broad', 'none')),
	CONSTRAINT "fleet_policies_consent" CHECK ("fleet_policies"."remote_consent" in ('none', 'notify', 'ask'))
);
--> statement-breakpoint
ALTER TABLE "fleet_policies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "script_schedule_turns" (
	"turn_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"schedule_id" uuid NOT NULL,
	"turn_key" text NOT NULL,
	"client_id" uuid,
	"asset_id" uuid,
	"alert_id" uuid,
	"due_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"run_id" uuid,
	"machines" integer DEFAULT 0 NOT NULL,
	"missed" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "script_schedule_turns_key" UNIQUE("schedule_id","turn_key"),
	CONSTRAINT "script_schedule_turns_outcome" CHECK ("script_schedule_turns"."outcome" in ('started', 'skipped')),
	CONSTRAINT "script_schedule_turns_reason" CHECK ("script_schedule_turns"."reason" in ('frozen', 'no_machine', 'not_approved', 'owner_gone', 'arguments', 'budget', 'unknown_timezone')),
	CONSTRAINT "script_schedule_turns_run" CHECK (("script_schedule_turns"."outcome" = 'started') = ("script_schedule_turns"."run_id" is not null) and ("script_schedule_turns"."outcome" = 'skipped') = ("script_schedule_turns"."reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "script_schedule_turns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "script_schedules" (
	"schedule_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"site_id" uuid,
	"asset_id" uuid,
	"asset_types" text[] DEFAULT '{}'::text[] NOT NULL,
	"name" text NOT NULL,
	"script_id" uuid NOT NULL,
	"arguments" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"trigger" text NOT NULL,
	"frequency" text,
	"every" integer DEFAULT 1 NOT NULL,
	"weekdays" integer[] DEFAULT '{}'::integer[] NOT NULL,
	"day_of_month" integer,
	"nth" integer,
	"month" integer,
	"starts_on" text,
	"ends_on" text,
	"time_of_day" text,
	"timezone" text,
	"rule_id" uuid,
	"cooldown_minutes" integer DEFAULT 60 NOT NULL,
	"valid_hours" integer DEFAULT 24 NOT NULL,
	"failure_percent_max" integer DEFAULT 20 NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"watch_from" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"next_run_at" timestamp (3) with time zone,
	"last_run_at" timestamp (3) with time zone,
	"owner_id" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "script_schedules_scope" CHECK (("script_schedules"."site_id" is null or "script_schedules"."asset_id" is null) and ("script_schedules"."client_id" is not null or ("script_schedules"."site_id" is null and "script_schedules"."asset_id" is null))),
	CONSTRAINT "script_schedules_name" CHECK (length("script_schedules"."name") between 1 and 120),
	CONSTRAINT "script_schedules_counts" CHECK ("script_schedules"."every" between 1 and 99 and "script_schedules"."cooldown_minutes" between 5 and 10080 and "script_schedules"."valid_hours" between 1 and 168 and "script_schedules"."failure_percent_max" between 0 and 100),
	CONSTRAINT "script_schedules_when" CHECK (case when "script_schedules"."trigger" <> 'calendar' then "script_schedules"."frequency" is null and "script_schedules"."next_run_at" is null
    else "script_schedules"."frequency" is not null and "script_schedules"."starts_on" is not null and "script_schedules"."time_of_day" is not null and "script_schedules"."timezone" is not null end),
	CONSTRAINT "script_schedules_rule" CHECK ("script_schedules"."rule_id" is null or "script_schedules"."trigger" = 'alert'),
	CONSTRAINT "script_schedules_arguments" CHECK (jsonb_typeof("script_schedules"."arguments") = 'object' and octet_length("script_schedules"."arguments"::text) <= 65536),
	CONSTRAINT "script_schedules_trigger" CHECK ("script_schedules"."trigger" in ('calendar', 'enrolment', 'alert')),
	CONSTRAINT "script_schedules_frequency" CHECK ("script_schedules"."frequency" in ('once', 'daily', 'weekly', 'monthly', 'yearly'))
);
--> statement-breakpoint
ALTER TABLE "script_schedules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "fleet_policies" ADD CONSTRAINT "fleet_policies_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fleet_policies" ADD CONSTRAINT "fleet_policies_updated_by_users_user_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fleet_policies" ADD CONSTRAINT "fleet_policies_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fleet_policies" ADD CONSTRAINT "fleet_policies_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedule_turns" ADD CONSTRAINT "script_schedule_turns_schedule_id_script_schedules_schedule_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."script_schedules"("schedule_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedule_turns" ADD CONSTRAINT "script_schedule_turns_run_id_script_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."script_runs"("run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedule_turns" ADD CONSTRAINT "script_schedule_turns_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedules" ADD CONSTRAINT "script_schedules_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedules" ADD CONSTRAINT "script_schedules_script_id_agent_scripts_script_id_fk" FOREIGN KEY ("script_id") REFERENCES "public"."agent_scripts"("script_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedules" ADD CONSTRAINT "script_schedules_rule_id_alert_rules_rule_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("rule_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedules" ADD CONSTRAINT "script_schedules_owner_id_users_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedules" ADD CONSTRAINT "script_schedules_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "script_schedules" ADD CONSTRAINT "script_schedules_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "fleet_policies_level_key" ON "fleet_policies" USING btree (coalesce("asset_id", "site_id", "client_id", '00000000-0000-0000-0000-000000000000'::uuid));--> statement-breakpoint
CREATE INDEX "script_schedule_turns_asset_idx" ON "script_schedule_turns" USING btree ("schedule_id","asset_id","created_at") WHERE asset_id is not null;--> statement-breakpoint
CREATE INDEX "script_schedule_turns_created_idx" ON "script_schedule_turns" USING btree ("schedule_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "script_schedules_due_idx" ON "script_schedules" USING btree ("next_run_at") WHERE is_active and deleted_at is null;--> statement-breakpoint
CREATE INDEX "script_schedules_created_idx" ON "script_schedules" USING btree ("created_at" DESC NULLS FIRST,"schedule_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE POLICY "fleet_policies_select_users" ON "fleet_policies" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "fleet_policies_insert_users" ON "fleet_policies" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()) and updated_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "fleet_policies_update_users" ON "fleet_policies" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()) and updated_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "fleet_policies_delete_users" ON "fleet_policies" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "fleet_policies_select_jobs" ON "fleet_policies" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet', 'enroll', 'sweep'));--> statement-breakpoint
CREATE POLICY "script_schedule_turns_select_users" ON "script_schedule_turns" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "script_schedule_turns_select_jobs" ON "script_schedule_turns" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "script_schedules_select_users" ON "script_schedules" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "script_schedules_insert_users" ON "script_schedules" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and (client_id is not null or (select app.is_manager())) and owner_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "script_schedules_update_users" ON "script_schedules" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) and (client_id is not null or (select app.is_manager()))) WITH CHECK ((select app.is_staff()) and (client_id is not null or (select app.is_manager())) and owner_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "script_schedules_select_jobs" ON "script_schedules" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));