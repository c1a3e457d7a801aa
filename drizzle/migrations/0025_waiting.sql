ALTER TYPE "public"."notification_event" ADD VALUE 'ticket_reminder';--> statement-breakpoint
CREATE TABLE "ticket_reminders" (
	"reminder_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"remind_at" timestamp (3) with time zone NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"told_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_reminders_note" CHECK (length("ticket_reminders"."note") <= 500)
);
--> statement-breakpoint
ALTER TABLE "ticket_reminders" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ticket_snoozes" (
	"snooze_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"until_at" timestamp (3) with time zone,
	"reason" text DEFAULT '' NOT NULL,
	"snoozed_by" uuid NOT NULL,
	"snoozed_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"woken_at" timestamp (3) with time zone,
	"woken_by" text,
	CONSTRAINT "ticket_snoozes_reason" CHECK (length("ticket_snoozes"."reason") <= 500),
	CONSTRAINT "ticket_snoozes_end" CHECK (("ticket_snoozes"."woken_at" is null) = ("ticket_snoozes"."woken_by" is null)),
	CONSTRAINT "ticket_snoozes_woken_by" CHECK ("ticket_snoozes"."woken_by" in ('time', 'answer', 'person', 'finished'))
);
--> statement-breakpoint
ALTER TABLE "ticket_snoozes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "ticket_reminders" ADD CONSTRAINT "ticket_reminders_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_reminders" ADD CONSTRAINT "ticket_reminders_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_snoozes" ADD CONSTRAINT "ticket_snoozes_snoozed_by_users_user_id_fk" FOREIGN KEY ("snoozed_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_snoozes" ADD CONSTRAINT "ticket_snoozes_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ticket_reminders_due_idx" ON "ticket_reminders" USING btree ("remind_at") WHERE told_at is null;--> statement-breakpoint
CREATE INDEX "ticket_reminders_ticket_idx" ON "ticket_reminders" USING btree ("ticket_id","user_id");--> statement-breakpoint
CREATE INDEX "ticket_reminders_user_idx" ON "ticket_reminders" USING btree ("user_id","remind_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_snoozes_asleep_key" ON "ticket_snoozes" USING btree ("ticket_id") WHERE woken_at is null;--> statement-breakpoint
CREATE INDEX "ticket_snoozes_due_idx" ON "ticket_snoozes" USING btree ("until_at") WHERE woken_at is null;--> statement-breakpoint
CREATE INDEX "ticket_snoozes_ticket_idx" ON "ticket_snoozes" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_snoozes_person_idx" ON "ticket_snoozes" USING btree ("snoozed_by");--> statement-breakpoint
CREATE POLICY "ticket_reminders_select_users" ON "ticket_reminders" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_reminders_insert_users" ON "ticket_reminders" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and user_id = (select app.user_id()) and told_at is null);--> statement-breakpoint
CREATE POLICY "ticket_reminders_delete_users" ON "ticket_reminders" AS PERMISSIVE FOR DELETE TO "lanet_user" USING ((select app.is_staff()) and user_id = (select app.user_id()));--> statement-breakpoint
CREATE POLICY "ticket_reminders_select_jobs" ON "ticket_reminders" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_reminders_update_jobs" ON "ticket_reminders" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_snoozes_select_users" ON "ticket_snoozes" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_snoozes_insert_users" ON "ticket_snoozes" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and snoozed_by = (select app.user_id()) and woken_at is null);--> statement-breakpoint
CREATE POLICY "ticket_snoozes_update_users" ON "ticket_snoozes" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "ticket_snoozes_select_jobs" ON "ticket_snoozes" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "ticket_snoozes_update_jobs" ON "ticket_snoozes" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));