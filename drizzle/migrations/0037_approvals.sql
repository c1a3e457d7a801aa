CREATE TABLE "ticket_approvals" (
	"approval_id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" uuid NOT NULL,
	"client_id" uuid NOT NULL,
	"approver_email" text NOT NULL,
	"approver_name" text,
	"what" text NOT NULL,
	"cost" text,
	"asked_by" uuid NOT NULL,
	"asked_by_name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"settled_by_name" text,
	"settled_via" text,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "ticket_approvals_lengths" CHECK (length("ticket_approvals"."what") between 1 and 2000 and length("ticket_approvals"."cost") <= 80 and length("ticket_approvals"."reason") <= 5000 and "ticket_approvals"."approver_email" = lower("ticket_approvals"."approver_email")),
	CONSTRAINT "ticket_approvals_settled" CHECK (("ticket_approvals"."state" = 'open') = ("ticket_approvals"."settled_at" is null)),
	CONSTRAINT "ticket_approvals_state" CHECK ("ticket_approvals"."state" in ('open', 'approved', 'refused', 'withdrawn')),
	CONSTRAINT "ticket_approvals_via" CHECK ("ticket_approvals"."settled_via" in ('mail', 'portal'))
);
--> statement-breakpoint
ALTER TABLE "ticket_approvals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "has_shortcuts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "ticket_approvals" ADD CONSTRAINT "ticket_approvals_asked_by_users_user_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ticket_approvals" ADD CONSTRAINT "ticket_approvals_ticket_fk" FOREIGN KEY ("ticket_id","client_id") REFERENCES "public"."tickets"("ticket_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_approvals_open_key" ON "ticket_approvals" USING btree ("ticket_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "ticket_approvals_ticket_idx" ON "ticket_approvals" USING btree ("ticket_id","created_at");--> statement-breakpoint
CREATE INDEX "ticket_approvals_asker_idx" ON "ticket_approvals" USING btree ("asked_by");--> statement-breakpoint
CREATE POLICY "ticket_approvals_select_users" ON "ticket_approvals" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()) or (client_id = (select app.client_id()) and ((select app.role()) = 'client_admin')));--> statement-breakpoint
CREATE POLICY "ticket_approvals_insert_users" ON "ticket_approvals" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and asked_by = (select app.user_id()) and state = 'open');--> statement-breakpoint
CREATE POLICY "ticket_approvals_update_users" ON "ticket_approvals" AS PERMISSIVE FOR UPDATE TO "lanet_user" USING ((select app.is_staff())) WITH CHECK ((select app.is_staff()) and state = 'withdrawn');--> statement-breakpoint
CREATE POLICY "ticket_approvals_select_jobs" ON "ticket_approvals" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('mail_in'));--> statement-breakpoint
CREATE POLICY "ticket_approvals_update_jobs" ON "ticket_approvals" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('mail_in')) WITH CHECK ((select app.job()) in ('mail_in'));