"""What every page has in common: headers, request guards, error pages, filters, form fields."""
