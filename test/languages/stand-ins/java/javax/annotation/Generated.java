// For compiling only: the part of the annotations of Java EE that generated code names. The real one is in javax.annotation:javax.annotation-api.
package javax.annotation;

public @interface Generated {
    String[] value();

    String date();
}
