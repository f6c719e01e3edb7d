"""What people read in Slack: values in, Block Kit out, nothing fetched and nothing sent."""
