CREATE TABLE "ticket_draft_files" (
	"file_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"visibility" "comment_visibility" NOT NULL,
	"name" text NOT NULL,
	"mime_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"r2_key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_draft_files_own_folder" CHECK ("ticket_draft_files"."r2_key" like 'client/' || "ticket_draft_files"."client_id" || '/%')
);
--> statement-breakpoint
ALTER TABLE "ticket_draft_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_drafts" (
	"user_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"visibility" "comment_visibility" NOT NULL,
	"body_text" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_drafts_user_id_ticket_id_visibility_pk" PRIMARY KEY("user_id","ticket_id","visibility"),
	CONSTRAINT "ticket_drafts_length" CHECK (length("ticket_drafts"."body_text") <= 50000)
);
--> statement-breakpoint
ALTER TABLE "ticket_drafts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "category_fields" (
	"field_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"category_id" uuid NOT NULL,
	"label" text NOT NULL,
	"hint" text,
	"field_type" text NOT NULL,
	"options" text[] DEFAULT '{}'::text[] NOT NULL,
	"needed_at" text DEFAULT 'never' NOT NULL,
	"visibility" "comment_visibility" DEFAULT 'internal' NOT NULL,
	"sort_order" integer DEFAULT 0 NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "category_fields_label_key" UNIQUE("category_id","label"),
	CONSTRAINT "category_fields_type" CHECK ("category_fields"."field_type" in ('text', 'number', 'date', 'choice', 'yes_no')),
	CONSTRAINT "category_fields_needed" CHECK ("category_fields"."needed_at" in ('never', 'opening', 'closing')),
	CONSTRAINT "category_fields_options" CHECK (("category_fields"."field_type" = 'choice') = (cardinality("category_fields"."options") > 0)),
	CONSTRAINT "category_fields_label_length" CHECK (length("category_fields"."label") between 1 and 80)
);
--> statement-breakpoint
ALTER TABLE "category_fields" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tag_names" (
	"name" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tag_names" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_field_values" (
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"field_id" uuid NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_field_values_ticket_id_field_id_pk" PRIMARY KEY("ticket_id","field_id")
);
--> statement-breakpoint
ALTER TABLE "ticket_field_values" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD COLUMN "body_format" text DEFAULT 'plain' NOT NULL;--> statement-breakpoint
ALTER TABLE "ticket_draft_files" ADD CONSTRAINT "ticket_draft_files_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_draft_files" ADD CONSTRAINT "ticket_draft_files_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_drafts" ADD CONSTRAINT "ticket_drafts_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_drafts" ADD CONSTRAINT "ticket_drafts_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "category_fields" ADD CONSTRAINT "category_fields_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_field_values" ADD CONSTRAINT "ticket_field_values_field_id_category_fields_field_id_fk" FOREIGN KEY ("field_id") REFERENCES "public"."category_fields"("field_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_field_values" ADD CONSTRAINT "ticket_field_values_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ticket_draft_files_user_idx" ON "ticket_draft_files" USING btree ("user_id","ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_draft_files_ticket_idx" ON "ticket_draft_files" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_draft_files_created_idx" ON "ticket_draft_files" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "ticket_drafts_ticket_idx" ON "ticket_drafts" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_drafts_updated_idx" ON "ticket_drafts" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "ticket_field_values_field_idx" ON "ticket_field_values" USING btree ("field_id");--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD CONSTRAINT "ticket_comments_format" CHECK ("ticket_comments"."body_format" in ('plain', 'markdown'));--> statement-breakpoint
CREATE POLICY "ticket_draft_files_select_users" ON "ticket_draft_files" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_draft_files"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_draft_files_insert_users" ON "ticket_draft_files" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_draft_files"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_draft_files_update_users" ON "ticket_draft_files" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_draft_files"."ticket_id")))) WITH CHECK (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_draft_files"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_draft_files_delete_users" ON "ticket_draft_files" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_draft_files_select_jobs" ON "ticket_draft_files" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_draft_files_delete_jobs" ON "ticket_draft_files" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_drafts_select_users" ON "ticket_drafts" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_drafts"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_drafts_insert_users" ON "ticket_drafts" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_drafts"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_drafts_update_users" ON "ticket_drafts" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_drafts"."ticket_id")))) WITH CHECK (user_id = (select app.user_id()) and ((select app.is_staff()) or visibility = 'public') and ((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_drafts"."ticket_id"))));--> statement-breakpoint
CREATE POLICY "ticket_drafts_delete_users" ON "ticket_drafts" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_drafts_select_jobs" ON "ticket_drafts" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_drafts_delete_jobs" ON "ticket_drafts" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "category_fields_select_users" ON "category_fields" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.user_id()) is not null) and visibility = 'public'));--> statement-breakpoint
CREATE POLICY "category_fields_insert_users" ON "category_fields" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "category_fields_update_users" ON "category_fields" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "category_fields_delete_users" ON "category_fields" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "tag_names_select_users" ON "tag_names" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "tag_names_delete_users" ON "tag_names" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "ticket_field_values_select_users" ON "ticket_field_values" AS PERMISSIVE FOR SELECT TO "lanet_user" USING (((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_field_values"."ticket_id"))) and exists (select 1 from category_fields f where f.field_id = "ticket_field_values"."field_id"));--> statement-breakpoint
CREATE POLICY "ticket_field_values_insert_users" ON "ticket_field_values" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.is_staff()) or (client_id = (select app.client_id()) and exists (select 1 from tickets t where t.ticket_id = "ticket_field_values"."ticket_id"))) and exists (select 1 from category_fields f where f.field_id = "ticket_field_values"."field_id") and ((select app.is_staff()) or exists (select 1 from tickets t where t.ticket_id = "ticket_field_values"."ticket_id" and t.created_by = (select app.user_id()) and t.version = 1)));--> statement-breakpoint
CREATE POLICY "ticket_field_values_update_users" ON "ticket_field_values" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_field_values_delete_users" ON "ticket_field_values" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()));