"""What all verbs share: the application and its error boundary, output, progress, common flags."""
