CREATE TABLE "client_contracts" (
	"contract_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"name" text NOT NULL,
	"minutes_per_month" integer NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date,
	"rolls_over" boolean DEFAULT false NOT NULL,
	"warn_percent" integer DEFAULT 80 NOT NULL,
	"notes" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "client_contracts_days" CHECK ("client_contracts"."ends_on" is null or "client_contracts"."ends_on" >= "client_contracts"."starts_on"),
	CONSTRAINT "client_contracts_minutes" CHECK ("client_contracts"."minutes_per_month" between 1 and 600000 and "client_contracts"."warn_percent" between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "client_contracts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "time_closings" (
	"client_id" uuid NOT NULL,
	"month" date NOT NULL,
	"closed_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "time_closings_client_id_month_pk" PRIMARY KEY("client_id","month"),
	CONSTRAINT "time_closings_first_day" CHECK (extract(day from "time_closings"."month") = 1)
);
--> statement-breakpoint
ALTER TABLE "time_closings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "time_entries" (
	"entry_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"minutes" integer,
	"note" text DEFAULT '' NOT NULL,
	"is_billable" boolean DEFAULT true NOT NULL,
	"activity" text DEFAULT 'remoto' NOT NULL,
	"is_timer" boolean DEFAULT false NOT NULL,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "time_entries_ends_with_minutes" CHECK (("time_entries"."ended_at" is null) = ("time_entries"."minutes" is null) and ("time_entries"."ended_at" is null or "time_entries"."ended_at" >= "time_entries"."started_at")),
	CONSTRAINT "time_entries_minutes" CHECK (coalesce("time_entries"."minutes", 1) between 1 and 1440),
	CONSTRAINT "time_entries_note_length" CHECK (length("time_entries"."note") <= 2000),
	CONSTRAINT "time_entries_activity" CHECK ("time_entries"."activity" in ('remoto', 'en_sitio', 'telefono', 'taller', 'traslado', 'administrativo'))
);
--> statement-breakpoint
ALTER TABLE "time_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_ratings" (
	"rating_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"resolution_number" integer NOT NULL,
	"score" text NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"rated_by" text NOT NULL,
	"rated_by_id" uuid,
	"rated_by_name" text,
	"technician_id" uuid,
	"source" text DEFAULT 'mail' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_ratings_lengths" CHECK (length("ticket_ratings"."comment") <= 2000 and "ticket_ratings"."rated_by" = lower("ticket_ratings"."rated_by") and "ticket_ratings"."resolution_number" >= 0),
	CONSTRAINT "ticket_ratings_score" CHECK ("ticket_ratings"."score" in ('good', 'neutral', 'bad')),
	CONSTRAINT "ticket_ratings_source" CHECK ("ticket_ratings"."source" in ('mail', 'portal'))
);
--> statement-breakpoint
ALTER TABLE "ticket_ratings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "client_contracts" ADD CONSTRAINT "client_contracts_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "time_closings" ADD CONSTRAINT "time_closings_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "time_entries" ADD CONSTRAINT "time_entries_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "time_entries" ADD CONSTRAINT "time_entries_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_ratings" ADD CONSTRAINT "ticket_ratings_rated_by_id_users_user_id_fk" FOREIGN KEY ("rated_by_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_ratings" ADD CONSTRAINT "ticket_ratings_technician_id_users_user_id_fk" FOREIGN KEY ("technician_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_ratings" ADD CONSTRAINT "ticket_ratings_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "client_contracts_client_idx" ON "client_contracts" USING btree ("client_id","starts_on");--> statement-breakpoint
CREATE UNIQUE INDEX "time_entries_running_key" ON "time_entries" USING btree ("user_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "time_entries_ticket_idx" ON "time_entries" USING btree ("ticket_id","started_at");--> statement-breakpoint
CREATE INDEX "time_entries_user_idx" ON "time_entries" USING btree ("user_id","started_at");--> statement-breakpoint
CREATE INDEX "time_entries_client_idx" ON "time_entries" USING btree ("client_id","started_at");--> statement-breakpoint
CREATE INDEX "time_entries_started_idx" ON "time_entries" USING btree ("started_at" DESC NULLS FIRST,"entry_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_ratings_once_key" ON "ticket_ratings" USING btree ("ticket_id","resolution_number","rated_by");--> statement-breakpoint
CREATE INDEX "ticket_ratings_created_idx" ON "ticket_ratings" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "ticket_ratings_client_idx" ON "ticket_ratings" USING btree ("client_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_ratings_technician_idx" ON "ticket_ratings" USING btree ("technician_id");--> statement-breakpoint
CREATE INDEX "ticket_ratings_person_idx" ON "ticket_ratings" USING btree ("rated_by_id");--> statement-breakpoint
CREATE POLICY "client_contracts_select_users" ON "client_contracts" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (((select app.role()) = 'client_admin') and client_id = (select app.client_id()) and deleted_at is null));--> statement-breakpoint
CREATE POLICY "client_contracts_insert_users" ON "client_contracts" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "client_contracts_update_users" ON "client_contracts" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_manager())) WITH CHECK ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "client_contracts_select_jobs" ON "client_contracts" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "time_closings_select_users" ON "time_closings" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "time_closings_insert_users" ON "time_closings" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()) and closed_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "time_closings_delete_users" ON "time_closings" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "time_closings_select_jobs" ON "time_closings" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "time_entries_select_users" ON "time_entries" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "time_entries_insert_users" ON "time_entries" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK (((select app.is_manager()) or ((select app.is_staff()) and user_id = (select app.user_id()))));--> statement-breakpoint
CREATE POLICY "time_entries_update_users" ON "time_entries" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING (((select app.is_manager()) or ((select app.is_staff()) and user_id = (select app.user_id())))) WITH CHECK (((select app.is_manager()) or ((select app.is_staff()) and user_id = (select app.user_id()))));--> statement-breakpoint
CREATE POLICY "time_entries_delete_users" ON "time_entries" AS PERMISSIVE FOR DELETE TO "lanet_user" USING (((select app.is_manager()) or ((select app.is_staff()) and user_id = (select app.user_id()))));--> statement-breakpoint
CREATE POLICY "time_entries_select_jobs" ON "time_entries" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_ratings_select_users" ON "ticket_ratings" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and (((select app.role()) = 'client_admin') or rated_by_id = (select app.user_id()))));--> statement-breakpoint
CREATE POLICY "ticket_ratings_select_jobs" ON "ticket_ratings" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));