CREATE TABLE "ticket_pins" (
	"user_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_pins_user_id_ticket_id_pk" PRIMARY KEY("user_id","ticket_id")
);
--> statement-breakpoint
ALTER TABLE "ticket_pins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_run_items" (
	"run_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"before" jsonb,
	"version_after" integer,
	"code" text,
	"message" text,
	CONSTRAINT "ticket_run_items_run_id_ticket_id_pk" PRIMARY KEY("run_id","ticket_id"),
	CONSTRAINT "ticket_run_items_state" CHECK ("ticket_run_items"."state" in ('waiting', 'done', 'failed', 'undone', 'kept')),
	CONSTRAINT "ticket_run_items_done" CHECK ("ticket_run_items"."state" not in ('done', 'undone') or ("ticket_run_items"."before" is not null and "ticket_run_items"."version_after" is not null))
);
--> statement-breakpoint
ALTER TABLE "ticket_run_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_runs" (
	"run_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"action" text NOT NULL,
	"action_data" jsonb NOT NULL,
	"total" integer NOT NULL,
	"undo_asked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_runs_action" CHECK ("ticket_runs"."action" in ('status', 'assign', 'priority', 'category'))
);
--> statement-breakpoint
ALTER TABLE "ticket_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_views" (
	"view_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"member_ids" uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	"name" text NOT NULL,
	"filter" jsonb NOT NULL,
	"sort" text NOT NULL,
	"layout" jsonb NOT NULL,
	"sort_order" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_views_scope" CHECK ("ticket_views"."scope" in ('personal', 'team', 'everyone')),
	CONSTRAINT "ticket_views_name_length" CHECK (length("ticket_views"."name") between 1 and 60),
	CONSTRAINT "ticket_views_members" CHECK ("ticket_views"."scope" = 'team' or cardinality("ticket_views"."member_ids") = 0)
);
--> statement-breakpoint
ALTER TABLE "ticket_views" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (to_tsvector('app.es'::regconfig, left(body_text, 20000))) STORED;--> statement-breakpoint
ALTER TABLE "ticket_pins" ADD CONSTRAINT "ticket_pins_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_pins" ADD CONSTRAINT "ticket_pins_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_run_items" ADD CONSTRAINT "ticket_run_items_run_id_ticket_runs_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."ticket_runs"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_run_items" ADD CONSTRAINT "ticket_run_items_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_runs" ADD CONSTRAINT "ticket_runs_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_views" ADD CONSTRAINT "ticket_views_owner_id_users_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ticket_pins_ticket_idx" ON "ticket_pins" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_run_items_ticket_idx" ON "ticket_run_items" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_run_items_state_idx" ON "ticket_run_items" USING btree ("run_id","state","position");--> statement-breakpoint
CREATE INDEX "ticket_runs_user_idx" ON "ticket_runs" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_views_owner_idx" ON "ticket_views" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "ticket_comments_search_idx" ON "ticket_comments" USING gin ("search");--> statement-breakpoint
CREATE POLICY "ticket_pins_select_users" ON "ticket_pins" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_pins_insert_users" ON "ticket_pins" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_pins_delete_users" ON "ticket_pins" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_run_items_select_users" ON "ticket_run_items" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and exists (select 1 from ticket_runs r where r.run_id = "ticket_run_items"."run_id" and r.user_id = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "ticket_run_items_insert_users" ON "ticket_run_items" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and exists (select 1 from ticket_runs r where r.run_id = "ticket_run_items"."run_id" and r.user_id = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "ticket_run_items_update_users" ON "ticket_run_items" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) and exists (select 1 from ticket_runs r where r.run_id = "ticket_run_items"."run_id" and r.user_id = (select app.user_id()))) WITH CHECK ((select app.is_staff()) and exists (select 1 from ticket_runs r where r.run_id = "ticket_run_items"."run_id" and r.user_id = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "ticket_run_items_delete_users" ON "ticket_run_items" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()) and exists (select 1 from ticket_runs r where r.run_id = "ticket_run_items"."run_id" and r.user_id = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "ticket_runs_select_users" ON "ticket_runs" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_runs_insert_users" ON "ticket_runs" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_runs_update_users" ON "ticket_runs" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id())) WITH CHECK ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_runs_delete_users" ON "ticket_runs" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_views_select_users" ON "ticket_views" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and (scope = 'everyone' or owner_id = (select app.user_id()) or (scope = 'team' and (select app.user_id()) = any(member_ids))));--> statement-breakpoint
CREATE POLICY "ticket_views_insert_users" ON "ticket_views" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and owner_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_views_update_users" ON "ticket_views" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (((select app.is_staff()) and (owner_id = (select app.user_id()) or ((select app.is_manager()) and scope = 'everyone')))) WITH CHECK (((select app.is_staff()) and (owner_id = (select app.user_id()) or ((select app.is_manager()) and scope = 'everyone'))));--> statement-breakpoint
CREATE POLICY "ticket_views_delete_users" ON "ticket_views" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (((select app.is_staff()) and (owner_id = (select app.user_id()) or ((select app.is_manager()) and scope = 'everyone'))));