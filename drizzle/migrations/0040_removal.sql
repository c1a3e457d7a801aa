ALTER TABLE "script_executions" DROP CONSTRAINT "script_executions_kind";--> statement-breakpoint
ALTER TABLE "script_runs" DROP CONSTRAINT "script_runs_kind";--> statement-breakpoint
CREATE INDEX "script_executions_removal_idx" ON "script_executions" USING btree ("asset_id","created_at") WHERE kind = 'uninstall';--> statement-breakpoint
ALTER TABLE "script_executions" ADD CONSTRAINT "script_executions_kind" CHECK ("script_executions"."kind" in ('script', 'inventory', 'service', 'reboot', 'tool', 'remote', 'recovery_key', 'uninstall'));--> statement-breakpoint
ALTER TABLE "script_runs" ADD CONSTRAINT "script_runs_kind" CHECK ("script_runs"."kind" in ('script', 'inventory', 'service', 'reboot', 'tool', 'remote', 'recovery_key', 'uninstall'));