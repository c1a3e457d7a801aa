CREATE TABLE "business_calendars" (
	"calendar_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"site_id" uuid,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"business_hours" jsonb NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "business_calendars_site_has_client" CHECK ("business_calendars"."site_id" is null or "business_calendars"."client_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "business_calendars" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "calendar_holidays" (
	"calendar_id" uuid NOT NULL,
	"day" date NOT NULL,
	"name" text NOT NULL,
	"is_confirmed" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "calendar_holidays_calendar_id_day_pk" PRIMARY KEY("calendar_id","day")
);
--> statement-breakpoint
ALTER TABLE "calendar_holidays" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sla_compliance" (
	"ticket_id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"sla_id" uuid,
	"calendar_id" uuid,
	"sla_version" integer,
	"calendar_version" integer,
	"started_at" timestamp (3) with time zone NOT NULL,
	"first_response_target" integer,
	"resolution_target" integer,
	"first_response_due_at" timestamp (3) with time zone,
	"first_response_at" timestamp (3) with time zone,
	"first_response_breached_at" timestamp (3) with time zone,
	"first_response_state" text DEFAULT 'pending' NOT NULL,
	"next_reply_since" timestamp (3) with time zone,
	"next_reply_due_at" timestamp (3) with time zone,
	"resolution_due_at" timestamp (3) with time zone,
	"resolution_at" timestamp (3) with time zone,
	"resolution_breached_at" timestamp (3) with time zone,
	"resolution_state" text DEFAULT 'pending' NOT NULL,
	"due_at" timestamp (3) with time zone,
	"told" text[] DEFAULT '{}'::text[] NOT NULL,
	"is_stale" boolean DEFAULT true NOT NULL,
	"next_event_at" timestamp (3) with time zone,
	"facts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sla_compliance_first_state" CHECK ("sla_compliance"."first_response_state" in ('pending', 'paused', 'met', 'breached', 'stopped')),
	CONSTRAINT "sla_compliance_resolution_state" CHECK ("sla_compliance"."resolution_state" in ('pending', 'paused', 'met', 'breached', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "sla_compliance" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sla_events" (
	"event_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "sla_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"target" text,
	"event" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"cause" text,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"fact_key" text NOT NULL,
	"actor_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sla_events_target" CHECK ("sla_events"."target" in ('first_response', 'next_reply', 'resolution')),
	CONSTRAINT "sla_events_event" CHECK ("sla_events"."event" in ('started', 'paused', 'resumed', 'retargeted', 'reopened', 'warned', 'breached', 'met', 'escalated', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "sla_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "slas" (
	"sla_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid,
	"category_id" uuid,
	"priority" "ticket_priority",
	"name" text NOT NULL,
	"calendar_id" uuid,
	"is_always_open" boolean DEFAULT false NOT NULL,
	"first_response_minutes" integer,
	"next_reply_minutes" integer,
	"resolution_minutes" integer,
	"warn_percents" integer[] DEFAULT '{75}'::integer[] NOT NULL,
	"escalations" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "slas_minutes" CHECK (coalesce("slas"."first_response_minutes", 1) > 0 and coalesce("slas"."next_reply_minutes", 1) > 0 and coalesce("slas"."resolution_minutes", 1) > 0)
);
--> statement-breakpoint
ALTER TABLE "slas" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "business_calendars" ADD CONSTRAINT "business_calendars_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "business_calendars" ADD CONSTRAINT "business_calendars_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_holidays" ADD CONSTRAINT "calendar_holidays_calendar_id_business_calendars_calendar_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."business_calendars"("calendar_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_compliance" ADD CONSTRAINT "sla_compliance_sla_id_slas_sla_id_fk" FOREIGN KEY ("sla_id") REFERENCES "public"."slas"("sla_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_compliance" ADD CONSTRAINT "sla_compliance_calendar_id_business_calendars_calendar_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."business_calendars"("calendar_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_compliance" ADD CONSTRAINT "sla_compliance_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_events" ADD CONSTRAINT "sla_events_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slas" ADD CONSTRAINT "slas_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slas" ADD CONSTRAINT "slas_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slas" ADD CONSTRAINT "slas_calendar_id_business_calendars_calendar_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."business_calendars"("calendar_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "business_calendars_name_key" ON "business_calendars" USING btree (coalesce(client_id, '00000000-0000-0000-0000-000000000000'::uuid),lower(name)) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "business_calendars_default_key" ON "business_calendars" USING btree (coalesce(site_id, client_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE is_default and deleted_at is null;--> statement-breakpoint
CREATE INDEX "sla_compliance_due_idx" ON "sla_compliance" USING btree ("next_event_at") WHERE next_event_at is not null;--> statement-breakpoint
CREATE INDEX "sla_compliance_open_due_idx" ON "sla_compliance" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "sla_compliance_started_idx" ON "sla_compliance" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "sla_compliance_client_idx" ON "sla_compliance" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "sla_compliance_policy_idx" ON "sla_compliance" USING btree ("sla_id");--> statement-breakpoint
CREATE INDEX "sla_compliance_calendar_idx" ON "sla_compliance" USING btree ("calendar_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_events_fact_key" ON "sla_events" USING btree ("ticket_id","fact_key");--> statement-breakpoint
CREATE INDEX "sla_events_ticket_idx" ON "sla_events" USING btree ("ticket_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "slas_scope_key" ON "slas" USING btree (coalesce(client_id, '00000000-0000-0000-0000-000000000000'::uuid),coalesce(category_id, '00000000-0000-0000-0000-000000000000'::uuid),"priority") WHERE deleted_at is null and is_active and priority is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "slas_scope_any_key" ON "slas" USING btree (coalesce(client_id, '00000000-0000-0000-0000-000000000000'::uuid),coalesce(category_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE deleted_at is null and is_active and priority is null;--> statement-breakpoint
CREATE POLICY "business_calendars_select_users" ON "business_calendars" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.user_id()) is not null) and client_id is null) or client_id = (select app.client_id()));--> statement-breakpoint
CREATE POLICY "business_calendars_insert_users" ON "business_calendars" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "business_calendars_update_users" ON "business_calendars" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "business_calendars_select_jobs" ON "business_calendars" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "calendar_holidays_select_users" ON "calendar_holidays" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (exists (select 1 from business_calendars c where c.calendar_id = "calendar_holidays"."calendar_id"));--> statement-breakpoint
CREATE POLICY "calendar_holidays_insert_users" ON "calendar_holidays" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "calendar_holidays_update_users" ON "calendar_holidays" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "calendar_holidays_delete_users" ON "calendar_holidays" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "calendar_holidays_select_jobs" ON "calendar_holidays" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "sla_compliance_select_users" ON "sla_compliance" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "sla_compliance"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "sla_compliance_select_jobs" ON "sla_compliance" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep', 'mail_out'));--> statement-breakpoint
CREATE POLICY "sla_compliance_update_jobs" ON "sla_compliance" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "sla_events_select_users" ON "sla_events" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "sla_events"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "sla_events_select_jobs" ON "sla_events" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "sla_events_insert_jobs" ON "sla_events" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "slas_select_users" ON "slas" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.user_id()) is not null) and client_id is null) or client_id = (select app.client_id()));--> statement-breakpoint
CREATE POLICY "slas_insert_users" ON "slas" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "slas_update_users" ON "slas" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "slas_select_jobs" ON "slas" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));