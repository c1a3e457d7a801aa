CREATE TABLE "remote_sessions" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"asset_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"port" integer,
	"reason" text NOT NULL,
	"consent" text NOT NULL,
	"minutes_max" integer NOT NULL,
	"requested_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	"banner" text,
	"bytes_up" bigint DEFAULT 0 NOT NULL,
	"bytes_down" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "remote_sessions_kind" CHECK ("remote_sessions"."kind" in ('terminal', 'desktop')),
	CONSTRAINT "remote_sessions_consent" CHECK ("remote_sessions"."consent" in ('none', 'notify', 'ask')),
	CONSTRAINT "remote_sessions_banner" CHECK ("remote_sessions"."banner" in ('shown', 'none')),
	CONSTRAINT "remote_sessions_port" CHECK (("remote_sessions"."kind" = 'desktop') = ("remote_sessions"."port" is not null) and "remote_sessions"."port" between 1 and 65535),
	CONSTRAINT "remote_sessions_reason" CHECK (length("remote_sessions"."reason") between 3 and 500),
	CONSTRAINT "remote_sessions_minutes" CHECK ("remote_sessions"."minutes_max" between 1 and 720),
	CONSTRAINT "remote_sessions_end" CHECK (("remote_sessions"."ended_at" is null) = ("remote_sessions"."end_reason" is null) and length("remote_sessions"."end_reason") <= 64)
);
--> statement-breakpoint
ALTER TABLE "remote_sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "remote_sessions" ADD CONSTRAINT "remote_sessions_session_id_script_executions_execution_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."script_executions"("execution_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remote_sessions" ADD CONSTRAINT "remote_sessions_requested_by_users_user_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remote_sessions" ADD CONSTRAINT "remote_sessions_asset_fk" FOREIGN KEY ("asset_id","client_id") REFERENCES "public"."assets"("asset_id","client_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remote_sessions" ADD CONSTRAINT "remote_sessions_site_fk" FOREIGN KEY ("client_id","site_id") REFERENCES "public"."sites"("client_id","site_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "remote_sessions_asset_idx" ON "remote_sessions" USING btree ("asset_id","created_at" DESC NULLS FIRST,"session_id");--> statement-breakpoint
CREATE INDEX "remote_sessions_client_idx" ON "remote_sessions" USING btree ("client_id","created_at" DESC NULLS FIRST,"session_id");--> statement-breakpoint
CREATE INDEX "remote_sessions_person_idx" ON "remote_sessions" USING btree ("requested_by","created_at");--> statement-breakpoint
CREATE INDEX "remote_sessions_open_idx" ON "remote_sessions" USING btree ("requested_by") WHERE ended_at is null;--> statement-breakpoint
CREATE POLICY "remote_sessions_select_users" ON "remote_sessions" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_staff()));--> statement-breakpoint
CREATE POLICY "remote_sessions_insert_users" ON "remote_sessions" AS PERMISSIVE FOR INSERT TO "lanet_user" WITH CHECK ((select app.is_staff()) and requested_by = (select app.user_id()) and opened_at is null and ended_at is null);--> statement-breakpoint
CREATE POLICY "remote_sessions_select_jobs" ON "remote_sessions" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('fleet'));--> statement-breakpoint
CREATE POLICY "remote_sessions_update_jobs" ON "remote_sessions" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('fleet')) WITH CHECK ((select app.job()) in ('fleet'));