DROP INDEX "sla_compliance_started_idx";--> statement-breakpoint
CREATE INDEX "sla_compliance_ended_idx" ON "sla_compliance" USING btree ("resolution_at","ticket_id","client_id","resolution_used_s") WHERE resolution_used_s is not null;--> statement-breakpoint
CREATE INDEX "sla_compliance_started_idx" ON "sla_compliance" USING btree ("started_at","ticket_id","client_id","first_response_used_s");--> statement-breakpoint
UPDATE "sla_compliance" c SET "first_response_used_s" = null, "resolution_used_s" = null FROM "tickets" t WHERE t."ticket_id" = c."ticket_id" AND t."deleted_at" IS NOT NULL;
