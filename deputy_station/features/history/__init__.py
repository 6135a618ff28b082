"""履职和办理的经过: who did what and when, one readable line per change."""
