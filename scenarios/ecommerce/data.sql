-- Eight users and their orders; dates are relative to now, so that the answers stay the same.
INSERT INTO users (id, username, email, keyspace_id) VALUES
  (1, 'ada', 'ada@example.com', 1),
  (2, 'bob', 'bob@example.com', 2),
  (3, 'cleo', 'cleo@example.org', 3),
  (4, 'dan', 'dan@example.org', 1),
  (5, 'eve', 'eve@example.net', 2),
  (6, 'fay', 'fay@example.net', NULL),
  (7, 'gus', 'gus@example.com', 4),
  (8, 'hal', 'ada@example.com', 3);

INSERT INTO orders (id, order_id, user_id, total_amount, status, created_at) VALUES
  (1, 'o-01', 1, 10.10, 'paid', NOW() - INTERVAL 1 DAY),
  (2, 'o-02', 1, 20.20, 'paid', NOW() - INTERVAL 3 DAY),
  (3, 'o-03', 1, 30.30, 'open', NOW() - INTERVAL 20 DAY),
  (4, 'o-04', 2, 5.05, 'paid', NOW() - INTERVAL 2 DAY),
  (5, 'o-05', 2, 7.95, 'sent', NOW() - INTERVAL 40 DAY),
  (6, 'o-06', 3, 99.99, 'paid', NOW() - INTERVAL 6 DAY),
  (7, 'o-07', 4, 0.10, 'open', NOW() - INTERVAL 4 DAY),
  (8, 'o-08', 4, 0.20, 'open', NOW() - INTERVAL 5 DAY),
  (9, 'o-09', 5, 1000.00, 'sent', NOW() - INTERVAL 10 DAY),
  (10, 'o-10', 7, 42.00, 'paid', NOW() - INTERVAL 29 DAY),
  (11, 'o-11', 8, 12.34, 'void', NOW() - INTERVAL 31 DAY),
  (12, 'o-12', 8, 56.78, 'paid', NOW() - INTERVAL 1 HOUR);
