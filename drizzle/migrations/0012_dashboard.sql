DROP INDEX "tickets_created_idx";--> statement-breakpoint
DROP INDEX "tickets_open_idx";--> statement-breakpoint
ALTER TABLE "sla_compliance" ADD COLUMN "first_response_used_s" integer;--> statement-breakpoint
ALTER TABLE "sla_compliance" ADD COLUMN "resolution_used_s" integer;--> statement-breakpoint
CREATE INDEX "tickets_finished_idx" ON "tickets" USING btree (coalesce(resolved_at, closed_at),"resolved_at","closed_at","ticket_id","client_id","site_id","created_by","assigned_to","deleted_at") WHERE deleted_at is null and coalesce(resolved_at, closed_at) is not null;--> statement-breakpoint
CREATE INDEX "tickets_created_idx" ON "tickets" USING btree ("created_at" DESC NULLS FIRST,"ticket_id" DESC NULLS FIRST,"client_id","site_id","created_by","deleted_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tickets_open_idx" ON "tickets" USING btree ("created_at" DESC NULLS FIRST,"ticket_id" DESC NULLS FIRST,"client_id","site_id","created_by","assigned_to","status","priority","deleted_at") WHERE deleted_at is null and status in ('nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'reabierto');