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
  ('reply_undo_seconds', '5')
on conflict do nothing;
