CREATE TABLE "monitoring_senders" (
	"sender_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid,
	"address" text NOT NULL,
	"note" text,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "monitoring_senders_key" UNIQUE("client_id","address"),
	CONSTRAINT "monitoring_senders_lower" CHECK ("monitoring_senders"."address" = lower("monitoring_senders"."address"))
);
--> statement-breakpoint
ALTER TABLE "monitoring_senders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD COLUMN "calendar" jsonb;--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD COLUMN "protection" text;--> statement-breakpoint
ALTER TABLE "email_decisions" ADD COLUMN "facts" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "monitoring_senders" ADD CONSTRAINT "monitoring_senders_client_id_clients_client_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."clients"("client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monitoring_senders" ADD CONSTRAINT "monitoring_senders_created_by_users_user_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "monitoring_senders" ADD CONSTRAINT "monitoring_senders_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "monitoring_senders_address_idx" ON "monitoring_senders" USING btree ("address");--> statement-breakpoint
ALTER TABLE "ticket_comments" ADD CONSTRAINT "ticket_comments_protection" CHECK ("ticket_comments"."protection" in ('encrypted', 'signed'));--> statement-breakpoint
CREATE POLICY "monitoring_senders_select_users" ON "monitoring_senders" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "monitoring_senders_insert_users" ON "monitoring_senders" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_manager()) and created_by = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "monitoring_senders_delete_users" ON "monitoring_senders" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "monitoring_senders_select_jobs" ON "monitoring_senders" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in'));