"""Rules by table and by property: no Slack, no database."""
