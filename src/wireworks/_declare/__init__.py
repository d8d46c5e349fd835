"""What users declare, read into records: marks, annotations, signatures, registrations."""
