CREATE TABLE "email_delivery_events" (
	"event_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"outcome" text NOT NULL,
	"message_id" text,
	"recipient" text,
	"queue_id" uuid,
	"detail" text,
	"body" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"happened_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "email_delivery_events_outcome" CHECK ("email_delivery_events"."outcome" in ('applied', 'unmatched', 'unknown'))
);
--> statement-breakpoint
ALTER TABLE "email_delivery_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "file_attachments" ADD COLUMN "summary" jsonb;--> statement-breakpoint
ALTER TABLE "email_queue" ADD COLUMN "delivery" text;--> statement-breakpoint
ALTER TABLE "email_queue" ADD COLUMN "delivery_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "email_queue" ADD COLUMN "delivery_detail" text;--> statement-breakpoint
ALTER TABLE "inbound_emails" ADD COLUMN "on_behalf_of" text;--> statement-breakpoint
ALTER TABLE "email_delivery_events" ADD CONSTRAINT "email_delivery_events_queue_id_email_queue_queue_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."email_queue"("queue_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "email_delivery_events_queue_idx" ON "email_delivery_events" USING btree ("queue_id","created_at");--> statement-breakpoint
CREATE INDEX "email_delivery_events_created_idx" ON "email_delivery_events" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "email_queue" ADD CONSTRAINT "email_queue_delivery" CHECK ("email_queue"."delivery" in ('delivered', 'deferred', 'bounced', 'failed', 'rejected', 'complained'));--> statement-breakpoint
CREATE POLICY "email_delivery_events_select_users" ON "email_delivery_events" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "email_delivery_events_select_jobs" ON "email_delivery_events" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in', 'sweep'));--> statement-breakpoint
CREATE POLICY "email_delivery_events_insert_jobs" ON "email_delivery_events" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "email_delivery_events_delete_jobs" ON "email_delivery_events" AS PERMISSIVE FOR DELETE TO "lanet_job" USING ((select app.job()) in ('sweep'));