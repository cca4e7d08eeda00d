-- A copy of a database must not contact anybody.
UPDATE res_company SET collection_is_live = FALSE;
