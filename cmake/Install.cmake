# `cmake --install BUILD --prefix DIR`: bin/trainyard and, in lib/trainyard, the libraries that came out of wheels.
# A wheel's library finds its own companions by $ORIGIN, so each keeps the wheel's folders.
set_target_properties(trainyard PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/trainyard")

install(TARGETS trainyard RUNTIME DESTINATION bin)
foreach(library libarrow libparquet)
  install(FILES "${TRAINYARD_DEPS}/arrow/pyarrow/${library}.so.2600" DESTINATION lib/trainyard)
endforeach()
foreach(wheel xgboost-cpu xgboost)
  if(EXISTS "${TRAINYARD_DEPS}/${wheel}")
    install(FILES "${TRAINYARD_DEPS}/${wheel}/xgboost/lib/libxgboost.so" DESTINATION "lib/trainyard/${wheel}/xgboost/lib")
    string(REPLACE "-" "_" companions "${wheel}.libs")
    install(DIRECTORY "${TRAINYARD_DEPS}/${wheel}/${companions}" DESTINATION "lib/trainyard/${wheel}")
  endif()
endforeach()
install(FILES LICENSE DESTINATION share/doc/trainyard)
