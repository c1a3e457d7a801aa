CREATE TABLE "kb_article_feedback" (
	"article_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"verdict" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kb_article_feedback_article_id_user_id_pk" PRIMARY KEY("article_id","user_id"),
	CONSTRAINT "kb_article_feedback_verdict" CHECK ("kb_article_feedback"."verdict" in ('solved', 'helped', 'not_helped'))
);
--> statement-breakpoint
ALTER TABLE "kb_article_feedback" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "kb_article_versions" (
	"version_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"article_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"locale" text DEFAULT 'es' NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"plain_text" text NOT NULL,
	"author_id" uuid NOT NULL,
	"author_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('app.es'::regconfig, title), 'A') || setweight(to_tsvector('pg_catalog.english'::regconfig, title), 'A') || setweight(to_tsvector('app.es'::regconfig, plain_text), 'C') || setweight(to_tsvector('pg_catalog.english'::regconfig, plain_text), 'C')) STORED,
	CONSTRAINT "kb_article_versions_number_key" UNIQUE("article_id","number"),
	CONSTRAINT "kb_article_versions_locale" CHECK ("kb_article_versions"."locale" in ('es', 'en')),
	CONSTRAINT "kb_article_versions_title_length" CHECK (length("kb_article_versions"."title") between 1 and 200),
	CONSTRAINT "kb_article_versions_body_length" CHECK (length("kb_article_versions"."body") between 1 and 50000 and length("kb_article_versions"."plain_text") <= 50000)
);
--> statement-breakpoint
ALTER TABLE "kb_article_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "kb_articles" (
	"article_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"visibility" text DEFAULT 'staff' NOT NULL,
	"client_id" uuid,
	"category_id" uuid,
	"state" text DEFAULT 'draft' NOT NULL,
	"current_version" integer DEFAULT 1 NOT NULL,
	"published_version" integer,
	"created_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"published_at" timestamp (3) with time zone,
	"archived_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kb_articles_visibility" CHECK ("kb_articles"."visibility" in ('staff', 'client', 'everyone')),
	CONSTRAINT "kb_articles_state" CHECK ("kb_articles"."state" in ('draft', 'published', 'archived')),
	CONSTRAINT "kb_articles_client" CHECK (("kb_articles"."visibility" = 'client') = ("kb_articles"."client_id" is not null)),
	CONSTRAINT "kb_articles_published" CHECK ("kb_articles"."state" <> 'published' or "kb_articles"."published_version" is not null),
	CONSTRAINT "kb_articles_versions" CHECK ("kb_articles"."current_version" >= 1 and ("kb_articles"."published_version" is null or "kb_articles"."published_version" between 1 and "kb_articles"."current_version"))
);
--> statement-breakpoint
ALTER TABLE "kb_articles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_schedule_runs" (
	"run_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"schedule_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"ticket_id" uuid,
	"outcome" text NOT NULL,
	"missed" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_schedule_runs_turn_key" UNIQUE("schedule_id","due_at"),
	CONSTRAINT "ticket_schedule_runs_outcome" CHECK ("ticket_schedule_runs"."outcome" in ('opened', 'caught_up', 'failed')),
	CONSTRAINT "ticket_schedule_runs_error" CHECK ("ticket_schedule_runs"."error_code" in ('place_inactive', 'unknown_timezone')),
	CONSTRAINT "ticket_schedule_runs_ticket" CHECK (("ticket_schedule_runs"."outcome" = 'failed') = ("ticket_schedule_runs"."ticket_id" is null) and ("ticket_schedule_runs"."outcome" = 'failed') = ("ticket_schedule_runs"."error_code" is not null))
);
--> statement-breakpoint
ALTER TABLE "ticket_schedule_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_schedules" (
	"schedule_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"asset_id" uuid,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"priority" text DEFAULT 'media' NOT NULL,
	"category_id" uuid,
	"assigned_to" uuid,
	"requester_id" uuid,
	"tags" text[] DEFAULT '{}'::text[] NOT NULL,
	"frequency" text NOT NULL,
	"every" integer DEFAULT 1 NOT NULL,
	"weekdays" integer[] DEFAULT '{}'::integer[] NOT NULL,
	"day_of_month" integer,
	"nth" integer,
	"month" integer,
	"starts_on" text NOT NULL,
	"ends_on" text,
	"time_of_day" text NOT NULL,
	"timezone" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"next_run_at" timestamp (3) with time zone,
	"last_run_at" timestamp (3) with time zone,
	"created_by" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "ticket_schedules_client_key" UNIQUE("schedule_id","client_id"),
	CONSTRAINT "ticket_schedules_priority" CHECK ("ticket_schedules"."priority" in ('baja', 'media', 'alta', 'critica')),
	CONSTRAINT "ticket_schedules_frequency" CHECK ("ticket_schedules"."frequency" in ('once', 'daily', 'weekly', 'monthly', 'yearly')),
	CONSTRAINT "ticket_schedules_lengths" CHECK (length("ticket_schedules"."name") between 1 and 120 and length("ticket_schedules"."subject") between 1 and 500),
	CONSTRAINT "ticket_schedules_every" CHECK ("ticket_schedules"."every" between 1 and 99),
	CONSTRAINT "ticket_schedules_when" CHECK (case "ticket_schedules"."frequency"
    when 'weekly' then cardinality("ticket_schedules"."weekdays") between 1 and 7
    when 'monthly' then ("ticket_schedules"."day_of_month" is null) <> ("ticket_schedules"."nth" is null)
    when 'yearly' then "ticket_schedules"."month" between 1 and 12 and ("ticket_schedules"."day_of_month" is null) <> ("ticket_schedules"."nth" is null)
    else true end is true),
	CONSTRAINT "ticket_schedules_day" CHECK ("ticket_schedules"."day_of_month" between 1 and 31),
	CONSTRAINT "ticket_schedules_nth" CHECK ("ticket_schedules"."nth" is null or ("ticket_schedules"."nth" in (-1, 1, 2, 3, 4) and cardinality("ticket_schedules"."weekdays") = 1)),
	CONSTRAINT "ticket_schedules_weekdays" CHECK ("ticket_schedules"."weekdays" <@ array[1, 2, 3, 4, 5, 6, 7]),
	CONSTRAINT "ticket_schedules_days" CHECK ("ticket_schedules"."starts_on" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and ("ticket_schedules"."ends_on" is null or ("ticket_schedules"."ends_on" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and "ticket_schedules"."ends_on" >= "ticket_schedules"."starts_on"))),
	CONSTRAINT "ticket_schedules_time" CHECK ("ticket_schedules"."time_of_day" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);
--> statement-breakpoint
ALTER TABLE "ticket_schedules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "kb_article_feedback" ADD CONSTRAINT "kb_article_feedback_article_id_kb_articles_article_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."kb_articles"("article_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_article_feedback" ADD CONSTRAINT "kb_article_feedback_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_article_feedback" ADD CONSTRAINT "kb_article_feedback_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_article_versions" ADD CONSTRAINT "kb_article_versions_article_id_kb_articles_article_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."kb_articles"("article_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_article_versions" ADD CONSTRAINT "kb_article_versions_author_id_users_user_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_articles" ADD CONSTRAINT "kb_articles_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_articles" ADD CONSTRAINT "kb_articles_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kb_articles" ADD CONSTRAINT "kb_articles_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedule_runs" ADD CONSTRAINT "ticket_schedule_runs_schedule_fk" FOREIGN KEY ("schedule_id","client_id") REFERENCES "public"."ticket_schedules"("schedule_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedule_runs" ADD CONSTRAINT "ticket_schedule_runs_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedules" ADD CONSTRAINT "ticket_schedules_category_id_categories_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("category_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedules" ADD CONSTRAINT "ticket_schedules_assigned_to_users_user_id_fk" FOREIGN KEY ("assigned_to") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedules" ADD CONSTRAINT "ticket_schedules_requester_id_users_user_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedules" ADD CONSTRAINT "ticket_schedules_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedules" ADD CONSTRAINT "ticket_schedules_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_schedules" ADD CONSTRAINT "ticket_schedules_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kb_article_feedback_user_idx" ON "kb_article_feedback" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "kb_article_versions_search_idx" ON "kb_article_versions" USING gin ("search");--> statement-breakpoint
CREATE INDEX "kb_articles_updated_idx" ON "kb_articles" USING btree ("updated_at" DESC NULLS FIRST,"article_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "kb_articles_client_idx" ON "kb_articles" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "kb_articles_category_idx" ON "kb_articles" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "ticket_schedule_runs_ticket_idx" ON "ticket_schedule_runs" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_schedules_due_idx" ON "ticket_schedules" USING btree ("next_run_at") WHERE is_active and deleted_at is null;--> statement-breakpoint
CREATE INDEX "ticket_schedules_client_idx" ON "ticket_schedules" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "ticket_schedules_created_idx" ON "ticket_schedules" USING btree ("created_at" DESC NULLS FIRST,"schedule_id" DESC NULLS FIRST) WHERE deleted_at is null;--> statement-breakpoint
CREATE POLICY "kb_article_feedback_select_users" ON "kb_article_feedback" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "kb_article_feedback_insert_users" ON "kb_article_feedback" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (user_id = (select app.user_id()) and client_id = (select app.client_id()) and exists (select 1 from kb_articles a where a.article_id = "kb_article_feedback"."article_id"));--> statement-breakpoint
CREATE POLICY "kb_article_feedback_update_users" ON "kb_article_feedback" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (user_id = (select app.user_id()) and client_id = (select app.client_id()) and exists (select 1 from kb_articles a where a.article_id = "kb_article_feedback"."article_id")) WITH CHECK (user_id = (select app.user_id()) and client_id = (select app.client_id()) and exists (select 1 from kb_articles a where a.article_id = "kb_article_feedback"."article_id"));--> statement-breakpoint
CREATE POLICY "kb_article_versions_select_users" ON "kb_article_versions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.user_id()) is not null) and exists (select 1 from kb_articles a where a.article_id = "kb_article_versions"."article_id" and a.published_version = "kb_article_versions"."number")));--> statement-breakpoint
CREATE POLICY "kb_article_versions_insert_users" ON "kb_article_versions" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and author_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "kb_articles_select_users" ON "kb_articles" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.user_id()) is not null) and state = 'published' and (visibility = 'everyone' or (visibility = 'client' and client_id = (select app.client_id())))));--> statement-breakpoint
CREATE POLICY "kb_articles_insert_users" ON "kb_articles" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "kb_articles_update_users" ON "kb_articles" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_schedule_runs_select_users" ON "ticket_schedule_runs" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_schedule_runs_select_jobs" ON "ticket_schedule_runs" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_schedule_runs_insert_jobs" ON "ticket_schedule_runs" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_schedules_select_users" ON "ticket_schedules" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_schedules_insert_users" ON "ticket_schedules" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_schedules_update_users" ON "ticket_schedules" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_schedules_select_jobs" ON "ticket_schedules" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_schedules_update_jobs" ON "ticket_schedules" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));