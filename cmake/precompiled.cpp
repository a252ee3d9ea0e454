// A target has to have a source: see TRAINYARD_BUILD_ONCE.
