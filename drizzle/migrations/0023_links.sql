CREATE TABLE "ticket_links" (
	"link_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"other_id" uuid NOT NULL,
	"type" text NOT NULL,
	"comment_id" uuid,
	"created_by" uuid NOT NULL,
	"created_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_links_two" CHECK ("ticket_links"."ticket_id" <> "ticket_links"."other_id"),
	CONSTRAINT "ticket_links_type" CHECK ("ticket_links"."type" in ('related', 'duplicate', 'parent'))
);
--> statement-breakpoint
ALTER TABLE "ticket_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_merges" (
	"merge_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"target_id" uuid NOT NULL,
	"source_before" jsonb NOT NULL,
	"source_version" integer NOT NULL,
	"people" jsonb NOT NULL,
	"merged_by" uuid NOT NULL,
	"merged_by_name" text NOT NULL,
	"merged_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp (3) with time zone,
	"undone_by" uuid,
	"undone_by_name" text,
	"undone_version" integer,
	CONSTRAINT "ticket_merges_two" CHECK ("ticket_merges"."source_id" <> "ticket_merges"."target_id"),
	CONSTRAINT "ticket_merges_undone" CHECK (("ticket_merges"."undone_at" is null) = ("ticket_merges"."undone_version" is null) and ("ticket_merges"."undone_at" is null) = ("ticket_merges"."undone_by" is null))
);
--> statement-breakpoint
ALTER TABLE "ticket_merges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_participants" (
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"state" text DEFAULT 'proposed' NOT NULL,
	"inbound_id" uuid,
	"proposed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "ticket_participants_ticket_id_email_pk" PRIMARY KEY("ticket_id","email"),
	CONSTRAINT "ticket_participants_email" CHECK ("ticket_participants"."email" = lower("ticket_participants"."email") and length("ticket_participants"."email") between 3 and 254),
	CONSTRAINT "ticket_participants_state" CHECK ("ticket_participants"."state" in ('proposed', 'accepted', 'dismissed'))
);
--> statement-breakpoint
ALTER TABLE "ticket_participants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "ticket_links" ADD CONSTRAINT "ticket_links_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_links" ADD CONSTRAINT "ticket_links_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_links" ADD CONSTRAINT "ticket_links_other_fk" FOREIGN KEY ("other_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_links" ADD CONSTRAINT "ticket_links_comment_of_ticket_fk" FOREIGN KEY ("comment_id","ticket_id","client_id") REFERENCES "public"."ticket_comments"("comment_id","ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_merges" ADD CONSTRAINT "ticket_merges_merged_by_users_user_id_fk" FOREIGN KEY ("merged_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_merges" ADD CONSTRAINT "ticket_merges_undone_by_users_user_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_merges" ADD CONSTRAINT "ticket_merges_source_fk" FOREIGN KEY ("source_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_merges" ADD CONSTRAINT "ticket_merges_target_fk" FOREIGN KEY ("target_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_participants" ADD CONSTRAINT "ticket_participants_decided_by_users_user_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_participants" ADD CONSTRAINT "ticket_participants_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_links_pair_key" ON "ticket_links" USING btree (least(ticket_id, other_id),greatest(ticket_id, other_id));--> statement-breakpoint
CREATE INDEX "ticket_links_ticket_idx" ON "ticket_links" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "ticket_links_other_idx" ON "ticket_links" USING btree ("other_id");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_merges_source_key" ON "ticket_merges" USING btree ("source_id") WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "ticket_merges_target_idx" ON "ticket_merges" USING btree ("target_id") WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "ticket_merges_source_idx" ON "ticket_merges" USING btree ("source_id","merged_at");--> statement-breakpoint
CREATE POLICY "ticket_links_select_users" ON "ticket_links" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and (exists (select 1 from tickets t where t.ticket_id = "ticket_links"."ticket_id") and exists (select 1 from tickets t where t.ticket_id = "ticket_links"."other_id"))));--> statement-breakpoint
CREATE POLICY "ticket_links_insert_users" ON "ticket_links" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and created_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_links_delete_users" ON "ticket_links" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_merges_select_users" ON "ticket_merges" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and (exists (select 1 from tickets t where t.ticket_id = "ticket_merges"."source_id") and exists (select 1 from tickets t where t.ticket_id = "ticket_merges"."target_id"))));--> statement-breakpoint
CREATE POLICY "ticket_merges_insert_users" ON "ticket_merges" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and merged_by = (select app.user_id()) and undone_at is null);--> statement-breakpoint
CREATE POLICY "ticket_merges_update_users" ON "ticket_merges" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff()) and undone_at is null) WITH CHECK ((select app.is_staff()) and undone_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_merges_select_jobs" ON "ticket_merges" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'mail_out', 'sweep', 'fleet'));--> statement-breakpoint
CREATE POLICY "ticket_participants_select_users" ON "ticket_participants" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_participants_update_users" ON "ticket_participants" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_participants_select_jobs" ON "ticket_participants" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "ticket_participants_insert_jobs" ON "ticket_participants" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));