-- What every deployment has from its first minute. Names can be changed afterwards; nothing here is put back.
insert into categories (category_id, parent_id, name, response_hours, resolution_hours, sort_order, is_protected, color, icon)
select v.id::uuid, null, v.name, v.response, v.resolution, v.sort, v.protected, v.color, v.icon
  from (values
    ('00000000-0000-4000-8000-000000000001', 'Hardware', 4, 24, 1, false, '#b45309', 'cpu'),
    ('00000000-0000-4000-8000-000000000002', 'Red y Conectividad', 2, 12, 2, false, '#0369a1', 'network'),
    ('00000000-0000-4000-8000-000000000003', 'Seguridad', 1, 8, 3, false, '#b91c1c', 'shield'),
    ('00000000-0000-4000-8000-000000000004', 'Software', 8, 48, 4, false, '#6d28d9', 'app-window'),
    ('00000000-0000-4000-8000-000000000005', 'Solicitudes', 24, 72, 5, false, '#047857', 'inbox'),
    ('00000000-0000-4000-8000-000000000006', 'Citas de Servicio', 24, 72, 6, false, '#be185d', 'calendar'),
    ('00000000-0000-4000-8000-000000000007', 'General', 24, 72, 7, true, '#475569', 'folder')
  ) as v (id, name, response, resolution, sort, protected, color, icon)
 where not exists (select 1 from settings where name = 'seeded_categories')
on conflict do nothing;

insert into settings (name, value) values
  ('seeded_categories', 'true'),
  ('reopen_window_days', '14'),
  ('auto_close', '{"mode": "after", "days": 5}'),
  ('least_loaded_assignment', 'false'),
  ('reply_undo_seconds', '5'),
  ('script_four_eyes', 'true'),
  ('script_budget', '{"per_person_hour": 500, "per_client_hour": 2000}'),
  ('remote_freeze', 'null'),
  ('agent_config', '{"metrics_s": 300, "services_s": 600, "security_s": 3600, "inventory_s": 86400, "script_concurrency": 2}'),
  ('fleet_retention', '{"metrics_days": 400, "inventory_days": 400, "attempts_days": 90}')
on conflict do nothing;

-- Limits every deployment begins with; they can be changed or switched off, and nothing here is put back.
insert into alert_rules (rule_id, name, metric, operator, threshold, hysteresis, need, of, asset_types, priority, category_id)
select v.id::uuid, v.name, v.metric, '>=', v.threshold, v.hysteresis, v.need, v.of, v.types::text[], v.priority::ticket_priority, v.category::uuid
  from (values
    ('00000000-0000-4000-8001-000000000001', 'CPU', 'cpu', 90, 10, 3, 4, '{}', 'media', '00000000-0000-4000-8000-000000000001'),
    ('00000000-0000-4000-8001-000000000002', 'Memoria', 'memory', 85, 5, 3, 4, '{}', 'media', '00000000-0000-4000-8000-000000000001'),
    ('00000000-0000-4000-8001-000000000003', 'Disco 90 %', 'disk', 90, 2, 2, 3, '{}', 'alta', '00000000-0000-4000-8000-000000000001'),
    ('00000000-0000-4000-8001-000000000004', 'Disco 95 %', 'disk', 95, 1, 2, 3, '{}', 'critica', '00000000-0000-4000-8000-000000000001'),
    ('00000000-0000-4000-8001-000000000005', 'Servidor sin conexión', 'offline', 1, 0, 1, 1, '{server}', 'alta', '00000000-0000-4000-8000-000000000002')
  ) as v (id, name, metric, threshold, hysteresis, need, of, types, priority, category)
 where not exists (select 1 from settings where name = 'seeded_alert_rules')
on conflict do nothing;
insert into settings (name, value) values ('seeded_alert_rules', 'true') on conflict do nothing;

-- Service levels every deployment begins with: office hours of Mexico City with its public holidays, and one policy a priority.
insert into business_calendars (calendar_id, name, timezone, business_hours, is_default)
select '00000000-0000-4000-a001-000000000001', 'Horario de oficina', 'America/Mexico_City',
       '{"mon": [["09:00", "18:00"]], "tue": [["09:00", "18:00"]], "wed": [["09:00", "18:00"]], "thu": [["09:00", "18:00"]], "fri": [["09:00", "18:00"]]}', true
 where not exists (select 1 from settings where name = 'seeded_slas')
on conflict do nothing;
insert into calendar_holidays (calendar_id, day, name, is_confirmed)
select '00000000-0000-4000-a001-000000000001', v.day::date, v.name, true
  from (values
    ('2026-01-01', 'Año Nuevo'), ('2026-02-02', 'Día de la Constitución'), ('2026-03-16', 'Natalicio de Benito Juárez'), ('2026-05-01', 'Día del Trabajo'),
    ('2026-09-16', 'Día de la Independencia'), ('2026-11-16', 'Día de la Revolución'), ('2026-12-25', 'Navidad'),
    ('2027-01-01', 'Año Nuevo'), ('2027-02-01', 'Día de la Constitución'), ('2027-03-15', 'Natalicio de Benito Juárez'), ('2027-05-01', 'Día del Trabajo'),
    ('2027-09-16', 'Día de la Independencia'), ('2027-11-15', 'Día de la Revolución'), ('2027-12-25', 'Navidad')
  ) as v (day, name)
 where not exists (select 1 from settings where name = 'seeded_slas')
on conflict do nothing;
insert into slas (sla_id, name, priority, first_response_minutes, resolution_minutes, is_always_open)
select v.id::uuid, v.name, v.priority::ticket_priority, v.response, v.resolution, v.always
  from (values
    ('00000000-0000-4000-a002-000000000001', 'Crítica', 'critica', 60, 240, true),
    ('00000000-0000-4000-a002-000000000002', 'Alta', 'alta', 240, 1440, false),
    ('00000000-0000-4000-a002-000000000003', 'Media', 'media', 480, 2880, false),
    ('00000000-0000-4000-a002-000000000004', 'Baja', 'baja', 1440, 7200, false)
  ) as v (id, name, priority, response, resolution, always)
 where not exists (select 1 from settings where name = 'seeded_slas')
on conflict do nothing;
insert into settings (name, value) values ('seeded_slas', 'true'), ('waiting_reminder', '{"days": 3}') on conflict do nothing;

-- Working time counts as it was worked, and people are asked what they thought of a resolution.
insert into settings (name, value) values ('time_rounding_minutes', '1'), ('ratings_enabled', 'true') on conflict do nothing;
