"""What our team did, from files: visits, e-mails and connections as proposals."""
