CREATE TABLE "asset_care" (
	"asset_id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"warranty_notice_days" integer DEFAULT 30 NOT NULL,
	"maintenance_every_months" integer,
	"maintenance_next_on" date,
	"fields" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_by" uuid NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asset_care_counts" CHECK ("asset_care"."warranty_notice_days" between 0 and 365 and "asset_care"."maintenance_every_months" between 1 and 60),
	CONSTRAINT "asset_care_plan" CHECK ("asset_care"."maintenance_every_months" is null or "asset_care"."maintenance_next_on" is not null),
	CONSTRAINT "asset_care_fields" CHECK (jsonb_typeof("asset_care"."fields") = 'object' and octet_length("asset_care"."fields"::text) <= 65536)
);
--> statement-breakpoint
ALTER TABLE "asset_care" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "asset_fields" (
	"field_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"asset_types" text[] DEFAULT '{}'::text[] NOT NULL,
	"label" text NOT NULL,
	"field_type" text NOT NULL,
	"options" text[] DEFAULT '{}'::text[] NOT NULL,
	"sort_order" integer DEFAULT 0 NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asset_fields_label_key" UNIQUE("label"),
	CONSTRAINT "asset_fields_type" CHECK ("asset_fields"."field_type" in ('text', 'number', 'date', 'choice', 'yes_no')),
	CONSTRAINT "asset_fields_options" CHECK (("asset_fields"."field_type" = 'choice') = (cardinality("asset_fields"."options") > 0)),
	CONSTRAINT "asset_fields_label_length" CHECK (length("asset_fields"."label") between 1 and 80)
);
--> statement-breakpoint
ALTER TABLE "asset_fields" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "asset_merges" (
	"merge_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"target_id" uuid NOT NULL,
	"tickets" integer NOT NULL,
	"merged_by" uuid NOT NULL,
	"merged_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asset_merges_source_key" UNIQUE("source_id"),
	CONSTRAINT "asset_merges_two" CHECK ("asset_merges"."source_id" <> "asset_merges"."target_id")
);
--> statement-breakpoint
ALTER TABLE "asset_merges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "asset_reminders" (
	"reminder_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"asset_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"due_on" date NOT NULL,
	"ticket_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "asset_reminders_turn_key" UNIQUE("asset_id","kind","due_on"),
	CONSTRAINT "asset_reminders_kind" CHECK ("asset_reminders"."kind" in ('warranty', 'maintenance'))
);
--> statement-breakpoint
ALTER TABLE "asset_reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "software_licences" (
	"licence_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"name" text NOT NULL,
	"pattern" text NOT NULL,
	"seats" integer NOT NULL,
	"expires_on" date,
	"notes" text,
	"created_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "software_licences_lengths" CHECK (length("software_licences"."name") between 1 and 200 and length("software_licences"."pattern") between 2 and 200),
	CONSTRAINT "software_licences_seats" CHECK ("software_licences"."seats" between 0 and 1000000)
);
--> statement-breakpoint
ALTER TABLE "software_licences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "asset_care" ADD CONSTRAINT "asset_care_updated_by_users_user_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_care" ADD CONSTRAINT "asset_care_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "asset_merges" ADD CONSTRAINT "asset_merges_merged_by_users_user_id_fk" FOREIGN KEY ("merged_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_merges" ADD CONSTRAINT "asset_merges_source_fk" FOREIGN KEY ("source_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_merges" ADD CONSTRAINT "asset_merges_target_fk" FOREIGN KEY ("target_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_reminders" ADD CONSTRAINT "asset_reminders_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asset_reminders" ADD CONSTRAINT "asset_reminders_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "software_licences" ADD CONSTRAINT "software_licences_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "software_licences" ADD CONSTRAINT "software_licences_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "asset_care_due_idx" ON "asset_care" USING btree ("maintenance_next_on");--> statement-breakpoint
CREATE INDEX "asset_merges_target_idx" ON "asset_merges" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "asset_reminders_ticket_idx" ON "asset_reminders" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "software_licences_client_idx" ON "software_licences" USING btree ("client_id","name");--> statement-breakpoint
CREATE POLICY "asset_care_select_users" ON "asset_care" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "asset_care_insert_users" ON "asset_care" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and updated_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "asset_care_update_users" ON "asset_care" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()) and updated_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "asset_care_select_jobs" ON "asset_care" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "asset_care_update_jobs" ON "asset_care" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "asset_fields_select_users" ON "asset_fields" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "asset_fields_insert_users" ON "asset_fields" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "asset_fields_update_users" ON "asset_fields" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "asset_merges_select_users" ON "asset_merges" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "asset_merges_insert_users" ON "asset_merges" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and merged_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "asset_reminders_select_users" ON "asset_reminders" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "asset_reminders_select_jobs" ON "asset_reminders" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "asset_reminders_insert_jobs" ON "asset_reminders" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "software_licences_select_users" ON "software_licences" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "software_licences_insert_users" ON "software_licences" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "software_licences_update_users" ON "software_licences" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));