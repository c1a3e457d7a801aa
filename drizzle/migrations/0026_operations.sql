CREATE TABLE "job_runs" (
	"job" text PRIMARY KEY NOT NULL,
	"cron" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"ok_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"error" text,
	"failures_in_row" integer DEFAULT 0 NOT NULL,
	"runs" bigint DEFAULT 1 NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "job_runs_lengths" CHECK (length("job_runs"."job") between 1 and 60 and length("job_runs"."error") <= 300)
);
--> statement-breakpoint
ALTER TABLE "job_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "audit_log_occurred_idx" ON "audit_log" USING btree ("occurred_at");--> statement-breakpoint
CREATE POLICY "job_runs_select_users" ON "job_runs" AS PERMISSIVE FOR SELECT TO "lanet_user" USING ((select app.is_manager()));--> statement-breakpoint
CREATE POLICY "job_runs_select_jobs" ON "job_runs" AS PERMISSIVE FOR SELECT TO "lanet_job" USING ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "job_runs_insert_jobs" ON "job_runs" AS PERMISSIVE FOR INSERT TO "lanet_job" WITH CHECK ((select app.job()) in ('sweep'));--> statement-breakpoint
CREATE POLICY "job_runs_update_jobs" ON "job_runs" AS PERMISSIVE FOR UPDATE TO "lanet_job" USING ((select app.job()) in ('sweep')) WITH CHECK ((select app.job()) in ('sweep'));