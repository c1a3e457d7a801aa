CREATE TABLE "checklist_templates" (
	"checklist_template_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"items" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "checklist_templates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "macro_uses" (
	"macro_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"uses" integer DEFAULT 1 NOT NULL,
	"last_used_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "macro_uses_macro_id_user_id_pk" PRIMARY KEY("macro_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "macro_uses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "macros" (
	"macro_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scope" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"client_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"body_es" text,
	"body_en" text,
	"visibility" "comment_visibility" DEFAULT 'public' NOT NULL,
	"changes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "macros_scope" CHECK ("macros"."scope" in ('personal', 'team')),
	CONSTRAINT "macros_do_something" CHECK ("macros"."body_es" is not null or "macros"."body_en" is not null or "macros"."changes" <> '{}'::jsonb)
);
--> statement-breakpoint
ALTER TABLE "macros" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_checklist_items" (
	"item_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"checklist_template_id" uuid,
	"checklist_name" text,
	"text" text NOT NULL,
	"is_required" boolean DEFAULT false NOT NULL,
	"sort_order" integer DEFAULT 0 NOT NULL,
	"done_at" timestamp (3) with time zone,
	"done_by" uuid,
	"done_by_name" text,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_checklist_items_done" CHECK (("ticket_checklist_items"."done_at" is null) = ("ticket_checklist_items"."done_by" is null))
);
--> statement-breakpoint
ALTER TABLE "ticket_checklist_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "categories" ADD COLUMN "checklist_template_id" uuid;--> statement-breakpoint
ALTER TABLE "categories" ADD COLUMN "close_gates" jsonb;--> statement-breakpoint
ALTER TABLE "checklist_templates" ADD CONSTRAINT "checklist_templates_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "macro_uses" ADD CONSTRAINT "macro_uses_macro_id_macros_macro_id_fk" FOREIGN KEY ("macro_id") REFERENCES "public"."macros"("macro_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "macro_uses" ADD CONSTRAINT "macro_uses_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "macros" ADD CONSTRAINT "macros_owner_id_users_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "macros" ADD CONSTRAINT "macros_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_checklist_items" ADD CONSTRAINT "ticket_checklist_items_checklist_template_id_checklist_templates_checklist_template_id_fk" FOREIGN KEY ("checklist_template_id") REFERENCES "public"."checklist_templates"("checklist_template_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_checklist_items" ADD CONSTRAINT "ticket_checklist_items_done_by_users_user_id_fk" FOREIGN KEY ("done_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_checklist_items" ADD CONSTRAINT "ticket_checklist_items_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_checklist_items" ADD CONSTRAINT "ticket_checklist_items_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "checklist_templates_name_key" ON "checklist_templates" USING btree (lower(name));--> statement-breakpoint
CREATE INDEX "macro_uses_user_idx" ON "macro_uses" USING btree ("user_id","last_used_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "macros_name_key" ON "macros" USING btree ((case when scope = 'personal' then owner_id else '00000000-0000-0000-0000-000000000000'::uuid end),lower(name));--> statement-breakpoint
CREATE INDEX "macros_owner_idx" ON "macros" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "macros_client_idx" ON "macros" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "ticket_checklist_items_ticket_idx" ON "ticket_checklist_items" USING btree ("ticket_id","sort_order","item_id");--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_checklist_template_id_checklist_templates_checklist_template_id_fk" FOREIGN KEY ("checklist_template_id") REFERENCES "public"."checklist_templates"("checklist_template_id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "checklist_templates_select_users" ON "checklist_templates" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "checklist_templates_insert_users" ON "checklist_templates" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "checklist_templates_update_users" ON "checklist_templates" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "checklist_templates_delete_users" ON "checklist_templates" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "macro_uses_select_users" ON "macro_uses" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and exists (select 1 from macros m where m.macro_id = "macro_uses"."macro_id"));--> statement-breakpoint
CREATE POLICY "macro_uses_insert_users" ON "macro_uses" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and user_id = (select app.user_id()) and exists (select 1 from macros m where m.macro_id = "macro_uses"."macro_id"));--> statement-breakpoint
CREATE POLICY "macro_uses_update_users" ON "macro_uses" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()) and exists (select 1 from macros m where m.macro_id = "macro_uses"."macro_id")) WITH CHECK ((select app.is_staff()) and user_id = (select app.user_id()) and exists (select 1 from macros m where m.macro_id = "macro_uses"."macro_id"));--> statement-breakpoint
CREATE POLICY "macros_select_users" ON "macros" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and (scope = 'team' or owner_id = (select app.user_id())));--> statement-breakpoint
CREATE POLICY "macros_insert_users" ON "macros" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and owner_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "macros_update_users" ON "macros" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (((select app.is_staff()) and (owner_id = (select app.user_id()) or ((select app.is_manager()) and scope = 'team')))) WITH CHECK (((select app.is_staff()) and (owner_id = (select app.user_id()) or ((select app.is_manager()) and scope = 'team'))));--> statement-breakpoint
CREATE POLICY "macros_delete_users" ON "macros" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (((select app.is_staff()) and (owner_id = (select app.user_id()) or ((select app.is_manager()) and scope = 'team'))));--> statement-breakpoint
CREATE POLICY "ticket_checklist_items_select_users" ON "ticket_checklist_items" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_checklist_items_insert_users" ON "ticket_checklist_items" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_checklist_items_update_users" ON "ticket_checklist_items" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_checklist_items_delete_users" ON "ticket_checklist_items" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
ALTER POLICY "settings_select_users" ON "settings" TO lanet_user USING ((select app.is_manager()) or (((select app.user_id()) is not null) and name in ('reopen_window_days', 'auto_close', 'reply_undo_seconds', 'least_loaded_assignment')) or ((select app.is_staff()) and name in ('script_four_eyes', 'script_budget', 'remote_freeze', 'agent_config', 'fleet_retention', 'close_gates')));